"""Seeds under passphrases: what opens them, what does not, and costs that are refused."""

import struct
import unicodedata

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context, Label, bind
from crypto.derivation import derive
from crypto.envelopes import Kind, wrap
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.locking import lock_seed
from crypto.passphrases import lock_under_passphrase, unlock_with_passphrase
from crypto.stretching import RECOMMENDED_COST, PassphraseCost
from tests.crypto.samples import CHEAP, CONTEXT, KEY, OTHER_KEY, OTHER_SEED, PROPERTY, SEED
from tests.crypto.tampering import each, flip, spoilt

WORDS = "Trời mưa ở Phú Yên"
SEED_CONTEXT = bind(Label.OFFICER_SEED, "officer-1")
# Both were made by @noble/hashes (Argon2id) and Node's own cipher and HKDF; salt 80 … 8f, nonce 40 … 4b.
LOCKED = bytes.fromhex(
    "1500000008000101808182838485868788898a8b8c8d8e8f14404142434445464748494a4b7f1c716ba684e04b7602937269"
    "aa106642b4af9ec38378489929fba6a330a2eceb939058df8a3d16588692f49f975f98"
)
LOCKED_AT_FOUR_LANES = bytes.fromhex(
    "1500010000000304808182838485868788898a8b8c8d8e8f14404142434445464748494a4b344e7b8f563dc0dc7eb8353492"
    "ef6294ff1a0650fb62b0221245a5ab6886663fdc2a179a66cb05e324506f4ebaf5b705"
)
REGIONS = {
    "highest byte of the memory": 1,
    "lowest byte of the memory": 4,
    "iterations": 6,
    "lanes": 7,
    "first byte of the salt": 8,
    "last byte of the salt": 23,
    "kind byte within": 24,
    "first byte of the nonce": 25,
    "last byte of the nonce": 36,
    "first byte of the ciphertext": 37,
    "last byte of the ciphertext": -17,
    "first byte of the tag": -16,
    "last byte of the tag": -1,
}

TYPED = "mười hai con giáp"


def with_cost(memory_kib: int, iterations: int, lanes: int) -> bytes:
    return LOCKED[:1] + struct.pack(">IHB", memory_kib, iterations, lanes) + LOCKED[8:]


def lock_at(cost: PassphraseCost) -> bytes:
    """Return an envelope that would open, were its cost not refused."""
    salt = bytes(16)
    stretched = Argon2id(
        salt=salt, length=32, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(WORDS.encode())
    key = Key(derive(stretched + KEY.reveal(), CONTEXT))
    parameters = struct.pack(">IHB", cost.memory_kib, cost.iterations, cost.lanes)
    return wrap(Kind.PASSPHRASE_LOCKED, parameters + salt + lock_seed(SEED, key=key, context=CONTEXT))


@each("locked", {"cheap": LOCKED, "four lanes": LOCKED_AT_FOUR_LANES})
def test_a_seed_opens_when_another_implementation_locked_it(locked: bytes) -> None:
    assert unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT) == SEED


@each("altered", spoilt(LOCKED, REGIONS))
def test_a_seed_stays_locked_when_the_envelope_is_altered(altered: bytes) -> None:
    with pytest.raises(Unopenable, match=r"^the envelope does not open$"):
        unlock_with_passphrase(altered, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT)


@pytest.mark.parametrize("size", range(1, 25))
def test_a_seed_stays_locked_when_the_envelope_ends_before_the_seed(size: int) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(LOCKED[:size], passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="empty"),
        pytest.param("Troi mua o Phu Yen", id="without marks"),
        pytest.param("trời mưa ở Phú Yên", id="other case"),
        pytest.param("Trời mưa ở Phú Yên ", id="space after it"),
        pytest.param("Trời mưa ở Phú Yê", id="last letter missing"),
        pytest.param("Trời mưa ở Phú Yên\0", id="null after it"),
        pytest.param("Trời nắng ở Phú Yên", id="another word"),
    ],
)
def test_a_seed_stays_locked_when_the_passphrase_is_wrong(typed: str) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(LOCKED, passphrase=typed, pepper=KEY, context=SEED_CONTEXT)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_seed_opens_when_the_keyboard_composes_letters_otherwise(form: str) -> None:
    typed = unicodedata.normalize(form, WORDS)  # type: ignore[arg-type]
    assert unlock_with_passphrase(LOCKED, passphrase=typed, pepper=KEY, context=SEED_CONTEXT) == SEED


def test_a_seed_opens_when_the_letters_were_decomposed_as_it_was_locked() -> None:
    decomposed = unicodedata.normalize("NFD", WORDS)
    assert decomposed != WORDS
    locked = lock_under_passphrase(SEED, passphrase=decomposed, pepper=KEY, context=CONTEXT, cost=CHEAP)
    assert unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=CONTEXT) == SEED


@pytest.mark.parametrize(
    ("pepper", "context"),
    [
        pytest.param(OTHER_KEY, SEED_CONTEXT, id="wrong pepper"),
        pytest.param(KEY, bind(Label.CUSTODIAN_SEED, "officer-1"), id="wrong context"),
        pytest.param(KEY, bind(Label.OFFICER_SEED, "officer-2"), id="row moved to another officer"),
    ],
)
def test_a_seed_stays_locked_when_pepper_or_context_is_another(pepper: Key, context: Context) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(LOCKED, passphrase=WORDS, pepper=pepper, context=context)


@each(
    "locked",
    {
        "four tebibytes": with_cost(2**32 - 1, 1, 1),
        "one gibibyte": with_cost(2**20, 1, 1),
        "no memory": with_cost(0, 1, 1),
        "less memory than one lane takes": with_cost(7, 1, 1),
        "less memory than eight lanes take": with_cost(63, 1, 8),
        "no iterations": with_cost(8, 0, 1),
        "most iterations": with_cost(8, 2**16 - 1, 1),
        "no lanes": with_cost(8, 1, 0),
        "most lanes": with_cost(8 * 255, 1, 255),
    },
)
def test_a_seed_stays_locked_when_the_envelope_asks_an_absurd_cost(locked: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT)


@each(
    "cost",
    {
        "a kibibyte above 256 MiB": PassphraseCost(memory_kib=2**18 + 1, iterations=1, lanes=1),
        "nine iterations": PassphraseCost(memory_kib=8, iterations=9, lanes=1),
        "nine lanes": PassphraseCost(memory_kib=72, iterations=1, lanes=9),
    },
)
def test_a_seed_stays_locked_when_all_is_right_but_the_cost_is_above_the_bound(cost: PassphraseCost) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(lock_at(cost), passphrase=WORDS, pepper=KEY, context=CONTEXT)


@each(
    "cost",
    {
        "least": CHEAP,
        "256 MiB": PassphraseCost(memory_kib=2**18, iterations=1, lanes=1),
        "eight iterations": PassphraseCost(memory_kib=8, iterations=8, lanes=1),
        "eight lanes": PassphraseCost(memory_kib=64, iterations=1, lanes=8),
    },
)
def test_a_seed_opens_when_the_cost_is_at_the_bound(cost: PassphraseCost) -> None:
    assert unlock_with_passphrase(lock_at(cost), passphrase=WORDS, pepper=KEY, context=CONTEXT) == SEED


def test_a_seed_is_locked_at_the_recommended_cost_when_none_is_named() -> None:
    locked = lock_under_passphrase(SEED, passphrase=WORDS, pepper=KEY, context=CONTEXT)
    assert PassphraseCost(memory_kib=65536, iterations=4, lanes=1) == RECOMMENDED_COST
    assert struct.unpack(">IHB", locked[1:8]) == (65536, 4, 1)
    assert len(locked) == 1 + 7 + 16 + 61


def test_envelopes_differ_when_one_seed_is_locked_twice() -> None:
    first, second = (
        lock_under_passphrase(SEED, passphrase=WORDS, pepper=KEY, context=CONTEXT, cost=CHEAP) for _ in range(2)
    )
    assert first[8:24] != second[8:24]
    assert first[37:] != second[37:]


@PROPERTY
@given(words=st.text(max_size=60), raw=st.binary(min_size=32, max_size=32))
def test_any_seed_comes_back_when_the_passphrase_is_any_text(words: str, raw: bytes) -> None:
    locked = lock_under_passphrase(Seed(raw), passphrase=words, pepper=KEY, context=CONTEXT, cost=CHEAP)
    assert unlock_with_passphrase(locked, passphrase=words, pepper=KEY, context=CONTEXT) == Seed(raw)


@PROPERTY
@given(words=st.text(max_size=60).filter(lambda words: unicodedata.normalize("NFKC", words) != WORDS))
def test_a_seed_stays_locked_when_the_passphrase_is_any_other_text(words: str) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(LOCKED, passphrase=words, pepper=KEY, context=SEED_CONTEXT)


@PROPERTY
@given(position=st.integers(8, len(LOCKED) - 1), bit=st.integers(0, 7))
def test_a_seed_stays_locked_when_any_one_bit_after_the_cost_is_flipped(position: int, bit: int) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(flip(LOCKED, position, bit=bit), passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT)


@PROPERTY
@given(
    memory_kib=st.integers(0, 300) | st.integers(2**18 + 1, 2**32 - 1),
    iterations=st.integers(0, 4) | st.integers(9, 2**16 - 1),
    lanes=st.integers(0, 255),
    rest=st.binary(max_size=200),
)
def test_only_unopenable_is_raised_when_cost_and_payload_are_any(
    memory_kib: int, iterations: int, lanes: int, rest: bytes
) -> None:
    locked = wrap(Kind.PASSPHRASE_LOCKED, struct.pack(">IHB", memory_kib, iterations, lanes) + rest)
    with pytest.raises(Unopenable):
        unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=CONTEXT)


@PROPERTY
@given(locked=st.binary(max_size=300).filter(lambda locked: locked[:1] != bytes((Kind.PASSPHRASE_LOCKED,))))
def test_only_unopenable_is_raised_when_an_envelope_is_any_bytes(locked: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=CONTEXT)


def test_a_seed_stays_locked_when_the_envelope_is_put_together_from_two() -> None:
    locked = lock_under_passphrase(OTHER_SEED, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT, cost=CHEAP)
    assert unlock_with_passphrase(locked, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT) == OTHER_SEED
    spliced = LOCKED[:24] + locked[24:]
    with pytest.raises(Unopenable):
        unlock_with_passphrase(spliced, passphrase=WORDS, pepper=KEY, context=SEED_CONTEXT)


@pytest.mark.parametrize(
    "cost",
    [
        PassphraseCost(memory_kib=262_145, iterations=1, lanes=1),
        PassphraseCost(memory_kib=64, iterations=9, lanes=1),
        PassphraseCost(memory_kib=64, iterations=0, lanes=1),
        PassphraseCost(memory_kib=8, iterations=1, lanes=2),
    ],
    ids=["memory", "iterations", "no iterations", "lanes"],
)
def test_a_seed_is_not_locked_when_unlocking_would_refuse_the_cost(cost: PassphraseCost) -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        lock_under_passphrase(SEED, passphrase=TYPED, pepper=KEY, context=CONTEXT, cost=cost)


def test_a_passphrase_opens_when_it_holds_half_a_pair() -> None:
    half = "\ud800 mười hai con giáp"
    locked = lock_under_passphrase(SEED, passphrase=half, pepper=KEY, context=CONTEXT, cost=CHEAP)
    assert unlock_with_passphrase(locked, passphrase=half, pepper=KEY, context=CONTEXT) == SEED


def test_passphrase_of_thousands_of_marks_is_refused_without_being_put_in_order() -> None:
    locked = lock_under_passphrase(Seed.generate(), passphrase="x" * 16, pepper=KEY, context=CONTEXT, cost=CHEAP)
    with pytest.raises(Unopenable):
        unlock_with_passphrase(locked, passphrase="a" + "\u0301\u0323" * 21_000, pepper=KEY, context=CONTEXT)
