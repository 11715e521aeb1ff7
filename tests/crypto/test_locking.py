"""Locks: what opens them, and everything that does not."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context, Label, bind
from crypto.envelopes import Kind, wrap
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.locking import lock, lock_seed, unlock, unlock_seed
from tests.crypto.samples import CONTEXT, FOREIGN_CONTEXTS, KEY, OTHER_KEY, OTHER_SEED, PROPERTY, SEED
from tests.crypto.tampering import each, flip, junk, spoilt

# Both were made by Node's own cipher and HKDF, with the nonce 40 41 … 4b.
LOCKED = bytes.fromhex(
    "13404142434445464748494a4b4d3caf36ca759a566eecf6c610e9d1b8861a0d1f7bd77b5a3853e331033e9ce53a6c0208cc"
    "2f62b3a84409a26d0016d9af73b32f2552969747549d8b337769cd186197ba7fc83e5de559d24f9c2a942576984f0f496170"
    "3ee932080760d55321118905caf7aaf08f2fa600e35c3ace1287274d12b79d3125702adffab3202ce2f17aa946976c2125c0"
    "a4eae570a2a14a9521e69e145504e5e087ed9479cd0ffb6e0c60f2e75a7b540e5aefec255ad93799595aa210f94107ac7d34"
    "6feb5c2cda55175d4369124fc875294788d83460ec4c3578f7ad54c97e705c1403de30117e9d2976b9730add862a97217668"
    "fbf0263029780f4895efca9cb2bb5c4dbc2d2655212ea9d0a5c6b9b8296318e964b589"
)
LOCKED_SEED = bytes.fromhex(
    "14404142434445464748494a4b7132d3270bc8da0292f06a24d5e5dfd91d6aa92d30d46a9d9219e8bb2fab96d42ed3e4f3b5"
    "92c417ed3f50702869de26"
)
SEED_CONTEXT = bind(Label.POST_KEY_SEED, "post-1")
REGIONS = {
    "first byte of the nonce": 1,
    "last byte of the nonce": 12,
    "first byte of the ciphertext": 13,
    "last byte of the ciphertext": -17,
    "first byte of the tag": -16,
    "last byte of the tag": -1,
}


def encrypt(plaintext: bytes) -> bytes:
    nonce = bytes(12)
    return nonce + ChaCha20Poly1305(KEY.derive_key(CONTEXT).reveal()).encrypt(nonce, plaintext, CONTEXT)


def test_a_lock_opens_when_another_implementation_made_it() -> None:
    assert unlock(LOCKED, key=KEY, context=CONTEXT).decode() == "Ba xe tải đổ đất đêm qua."


@each("altered", spoilt(LOCKED, REGIONS))
def test_a_lock_stays_closed_when_altered(altered: bytes) -> None:
    with pytest.raises(Unopenable, match=r"^the envelope does not open$"):
        unlock(altered, key=KEY, context=CONTEXT)


@each("context", FOREIGN_CONTEXTS)
def test_a_lock_stays_closed_when_the_context_is_another(context: Context) -> None:
    with pytest.raises(Unopenable):
        unlock(LOCKED, key=KEY, context=context)


def test_a_lock_stays_closed_when_the_key_is_another() -> None:
    with pytest.raises(Unopenable):
        unlock(LOCKED, key=OTHER_KEY, context=CONTEXT)


@pytest.mark.parametrize("size", range(1, 29))
def test_a_lock_stays_closed_when_it_is_shorter_than_nonce_and_tag(size: int) -> None:
    with pytest.raises(Unopenable):
        unlock(LOCKED[:size], key=KEY, context=CONTEXT)


@pytest.mark.parametrize(
    "plaintext",
    [
        pytest.param(b"", id="no frame"),
        pytest.param(b"Ba xe", id="an unpadded text"),
        pytest.param(b"\0\0\0\1a".ljust(255, b"\0"), id="padded to the wrong size"),
        pytest.param(b"\0\0\0\1a".ljust(256, b"\1"), id="padded with something"),
    ],
)
def test_a_lock_stays_closed_when_its_frame_is_wrong(plaintext: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock(wrap(Kind.LOCKED_TEXT, encrypt(plaintext)), key=KEY, context=CONTEXT)


def test_locks_differ_and_are_equally_long_when_one_text_is_locked_twice() -> None:
    first, second = (lock(b"twice", key=KEY, context=CONTEXT) for _ in range(2))
    assert first[1:13] != second[1:13]
    assert first[13:] != second[13:]
    assert len(first) == len(second)


@pytest.mark.parametrize("size", [0, 1, 100, 252])
def test_a_lock_has_one_size_when_the_text_is_short(size: int) -> None:
    assert len(lock(b"a" * size, key=KEY, context=CONTEXT)) == 1 + 12 + 256 + 16


@PROPERTY
@given(plaintext=st.binary(max_size=4096), raw=st.binary(min_size=32, max_size=32))
def test_a_text_comes_back_when_locked_and_unlocked(plaintext: bytes, raw: bytes) -> None:
    assert unlock(lock(plaintext, key=Key(raw), context=CONTEXT), key=Key(raw), context=CONTEXT) == plaintext


@PROPERTY
@given(position=st.integers(0, len(LOCKED) - 1), bit=st.integers(0, 7))
def test_a_lock_stays_closed_when_any_one_bit_is_flipped(position: int, bit: int) -> None:
    with pytest.raises(Unopenable):
        unlock(flip(LOCKED, position, bit=bit), key=KEY, context=CONTEXT)


@PROPERTY
@given(locked=junk(Kind.LOCKED_TEXT))
def test_only_unopenable_is_raised_when_a_lock_is_any_bytes(locked: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock(locked, key=KEY, context=CONTEXT)


def test_a_locked_seed_opens_when_another_implementation_made_it() -> None:
    assert unlock_seed(LOCKED_SEED, key=KEY, context=SEED_CONTEXT) == SEED


@each("altered", spoilt(LOCKED_SEED, REGIONS))
def test_a_locked_seed_stays_closed_when_altered(altered: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock_seed(altered, key=KEY, context=SEED_CONTEXT)


@pytest.mark.parametrize(
    ("key", "context"),
    [
        pytest.param(OTHER_KEY, SEED_CONTEXT, id="another key"),
        pytest.param(KEY, bind(Label.OFFICER_SEED, "post-1"), id="wrong context"),
        pytest.param(KEY, bind(Label.POST_KEY_SEED, "post-2"), id="row moved to another post"),
    ],
)
def test_a_locked_seed_stays_closed_when_key_or_context_is_another(key: Key, context: Context) -> None:
    with pytest.raises(Unopenable):
        unlock_seed(LOCKED_SEED, key=key, context=context)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_locked_seed_stays_closed_when_it_holds_no_seed(size: int) -> None:
    with pytest.raises(Unopenable):
        unlock_seed(wrap(Kind.LOCKED_SEED, encrypt(bytes(size))), key=KEY, context=CONTEXT)


def test_a_seed_comes_back_when_locked_and_unlocked() -> None:
    locked = lock_seed(OTHER_SEED, key=KEY, context=CONTEXT)
    assert len(locked) == 1 + 12 + 32 + 16
    assert unlock_seed(locked, key=KEY, context=CONTEXT) == OTHER_SEED


@PROPERTY
@given(raw=st.binary(min_size=32, max_size=32))
def test_any_seed_comes_back_when_locked_and_unlocked(raw: bytes) -> None:
    assert unlock_seed(lock_seed(Seed(raw), key=KEY, context=CONTEXT), key=KEY, context=CONTEXT) == Seed(raw)


@PROPERTY
@given(locked=junk(Kind.LOCKED_SEED))
def test_only_unopenable_is_raised_when_a_locked_seed_is_any_bytes(locked: bytes) -> None:
    with pytest.raises(Unopenable):
        unlock_seed(locked, key=KEY, context=CONTEXT)
