"""Keys: the public half of a fixed seed, what is no key, and secrets that do not show, travel or compare loosely."""

import copy
import hashlib
import json
import pickle
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import KeyMalformed
from crypto.keys import PUBLIC_KEY_BYTES, SEALING_PUBLIC_BYTES, Key, PublicKey, Seed
from tests.crypto.samples import CONTEXT, KEY, OTHER_KEY, OTHER_SEED, PROPERTY, SEED
from tests.crypto.showing import renderings, shown
from tests.crypto.tampering import each

RAW = SEED.reveal()
PUBLIC = SEED.public_key.raw
SECRETS = {"key": Key(RAW), "seed": Seed(RAW)}

raws = st.binary(min_size=32, max_size=32)


@dataclass(frozen=True)
class Holder:
    """Any value that carries a secret and prints itself with it."""

    secret: Key | Seed


def test_the_sealing_key_is_that_of_the_x_wing_draft_when_the_seed_is() -> None:
    sealing = PUBLIC[:SEALING_PUBLIC_BYTES]
    assert sealing[:16].hex() == "e2236b35a8c24b39b10aa1323a96a919"
    assert hashlib.sha256(sealing).hexdigest() == "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb"


def test_verifying_key_and_fingerprint_are_the_same_when_another_implementation_derives_them() -> None:
    verifying = PUBLIC[SEALING_PUBLIC_BYTES:]
    assert verifying.hex() == "6d8daf37ecf822209909b0d5ca3bafcea581a323305b25e98d98e8a4fb3f2986"
    assert SEED.public_key.fingerprint == "fca2c75f999ee3c955f6fdad429385db2a78db37e2e9bce9dd1c6dc2f1f6777d"


def test_a_derived_key_is_the_same_when_another_implementation_derives_it() -> None:
    derived = KEY.derive_key(CONTEXT).reveal().hex()
    assert derived == "cd08aba2d1d872acd43230d06a5150542bb54390bdef1d65f2b28040c27fff62"


def test_public_keys_differ_in_every_part_when_seeds_differ() -> None:
    other = OTHER_SEED.public_key.raw
    assert PUBLIC[:1184] != other[:1184]
    assert PUBLIC[1184:1216] != other[1184:1216]
    assert PUBLIC[1216:] != other[1216:]


@pytest.mark.parametrize("kind", [Key, Seed])
@pytest.mark.parametrize("size", [0, 16, 31, 33, 64])
def test_a_secret_is_refused_when_it_is_not_thirty_two_bytes(kind: type[Key | Seed], size: int) -> None:
    with pytest.raises(KeyMalformed, match=r"^not a key$"):
        kind(bytes(size))


@each(
    "raw",
    {
        "empty": b"",
        "without the verifying key": PUBLIC[:SEALING_PUBLIC_BYTES],
        "a byte short": PUBLIC[:-1],
        "a byte long": PUBLIC + b"\0",
        "twice": PUBLIC * 2,
        "a seed": RAW,
        "ML-KEM coefficients out of range": b"\xff" * 1184 + PUBLIC[1184:],
    },
)
def test_a_public_key_is_refused_when_it_is_none(raw: bytes) -> None:
    with pytest.raises(KeyMalformed, match=r"^not a key$"):
        PublicKey(raw)


@PROPERTY
@given(raw=st.binary(max_size=1300) | st.binary(min_size=PUBLIC_KEY_BYTES, max_size=PUBLIC_KEY_BYTES))
def test_only_key_malformed_is_raised_when_a_public_key_is_any_bytes(raw: bytes) -> None:
    try:
        public_key = PublicKey(raw)
    except KeyMalformed:
        return
    assert public_key.raw == raw


@PROPERTY
@given(raw=raws)
def test_a_public_key_comes_back_when_stored_and_read(raw: bytes) -> None:
    public_key = Seed(raw).public_key
    again = PublicKey(public_key.raw)
    assert again == public_key
    assert hash(again) == hash(public_key)
    assert again.fingerprint == public_key.fingerprint
    assert len(public_key.raw) == PUBLIC_KEY_BYTES == 1248


def test_a_public_key_is_named_by_its_fingerprint_when_printed() -> None:
    assert repr(SEED.public_key) == "<PublicKey fca2c75f999ee3c9>"
    assert SEED.public_key != OTHER_SEED.public_key
    assert SEED.public_key != PUBLIC


@PROPERTY
@given(raw=raws, other=raws)
def test_secrets_are_equal_when_kind_and_bytes_are(raw: bytes, other: bytes) -> None:
    assert Key(raw).reveal() == Seed(raw).reveal() == raw
    assert Key(raw) == Key(raw)
    assert Seed(raw) == Seed(raw)
    assert (Key(raw) == Key(other)) == (raw == other)
    assert Key(raw) != Seed(raw)
    assert Key(raw) != raw


def test_secrets_differ_when_generated() -> None:
    assert len({Key.generate().reveal() for _ in range(200)} | {Seed.generate().reveal() for _ in range(200)}) == 400


@each("secret", SECRETS)
def test_a_secret_does_not_show_when_printed(secret: Key | Seed) -> None:
    assert not shown(RAW, renderings(secret))
    assert repr(secret) == f"<{type(secret).__name__}>"


def test_a_seed_does_not_show_when_printed_after_use() -> None:
    seed = Seed(RAW)
    expanded = hashlib.shake_256(RAW).digest(96)
    assert seed.public_key
    assert seed.opening_key
    for secret in (RAW, expanded, expanded[64:]):
        assert not shown(secret, renderings(seed))
        assert not shown(secret, renderings(seed.opening_key))
        assert not shown(secret, renderings(seed.signing_key))


@each("secret", SECRETS)
def test_a_secret_does_not_show_when_what_holds_it_is_printed(secret: Key | Seed) -> None:
    assert not shown(RAW, renderings(Holder(secret)))


def test_a_secret_shows_when_revealed() -> None:
    """The test's own eyes: what looks for secrets does find one."""
    assert set(shown(RAW, renderings(KEY.reveal()) | renderings(RAW))) == set(renderings(RAW))
    assert shown(RAW, {"hexadecimal": RAW.hex()})


@each("secret", SECRETS)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_is_not_pickled_when_asked(secret: Key | Seed, protocol: int) -> None:
    with pytest.raises(TypeError, match=r"^a secret is neither pickled nor copied$"):
        pickle.dumps(secret, protocol)


@each("secret", SECRETS)
def test_a_secret_is_not_pickled_when_something_holds_it(secret: Key | Seed) -> None:
    with pytest.raises(TypeError):
        pickle.dumps([Holder(secret)])


@each("secret", SECRETS)
def test_a_secret_is_not_copied_when_asked(secret: Key | Seed) -> None:
    with pytest.raises(TypeError):
        copy.copy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)
    with pytest.raises(TypeError):
        copy.deepcopy({"held": [Holder(secret)]})


@each("secret", SECRETS)
def test_a_secret_is_neither_hashed_nor_written_as_json_when_asked(secret: Key | Seed) -> None:
    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        bytes(secret)  # type: ignore[call-overload]


def test_derived_keys_differ_when_secret_or_context_differs() -> None:
    other_context = type(CONTEXT)(CONTEXT + b"0")
    keys = {secret.derive_key(context).reveal() for secret in (KEY, OTHER_KEY) for context in (CONTEXT, other_context)}
    assert len(keys) == 4


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)], ids=["nought", "one"])
def test_a_public_key_is_refused_when_its_point_has_a_small_order(point: bytes) -> None:
    raw = SEED.public_key.raw
    with pytest.raises(KeyMalformed):
        PublicKey(raw[:1184] + point + raw[1216:])
