"""Seals: what opens them, and everything that does not."""

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context
from crypto.envelopes import Kind, wrap
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.sealing import open_sealed, open_seed, seal, seal_seed
from tests.crypto.recorded import SEALED_SEEDS, SEALED_TEXTS
from tests.crypto.samples import CONTEXT, FOREIGN_CONTEXTS, OTHER_SEED, PROPERTY, SEED, TEXT
from tests.crypto.tampering import each, flip, junk, spoilt

SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
SEALED = SEALED_TEXTS[0].sealed
SEALED_SEED = SEALED_SEEDS[0].sealed
SEED_CONTEXT = SEALED_SEEDS[0].context
REGIONS = {
    "first byte of ML-KEM": 1,
    "middle of ML-KEM": 544,
    "last byte of ML-KEM": 1088,
    "first byte of X25519": 1089,
    "last byte of X25519": 1120,
    "first byte of the ciphertext": 1121,
    "last byte of the ciphertext": -17,
    "first byte of the tag": -16,
    "last byte of the tag": -1,
}
# X25519 ignores the highest bit of a public key, and a point of small order gives the same secret to everybody.
ODD_POINTS = {
    "the bit that X25519 ignores": flip(SEALED, 1120, bit=7),
    "X25519 point nought": SEALED[:1089] + bytes(32) + SEALED[1121:],
    "X25519 point one": SEALED[:1089] + b"\x01" + bytes(31) + SEALED[1121:],
}


def test_a_seal_opens_when_seed_and_context_are_right() -> None:
    assert open_sealed(SEALED, seed=SEED, context=CONTEXT).decode() == TEXT


@each("altered", spoilt(SEALED, REGIONS) | ODD_POINTS)
def test_a_seal_stays_closed_when_altered(altered: bytes) -> None:
    with pytest.raises(Unopenable, match=r"^the envelope does not open$"):
        open_sealed(altered, seed=SEED, context=CONTEXT)


@each("context", FOREIGN_CONTEXTS)
def test_a_seal_stays_closed_when_the_context_is_another(context: Context) -> None:
    with pytest.raises(Unopenable):
        open_sealed(SEALED, seed=SEED, context=context)


def test_a_seal_stays_closed_when_the_seed_is_another() -> None:
    with pytest.raises(Unopenable):
        open_sealed(SEALED, seed=OTHER_SEED, context=CONTEXT)


@pytest.mark.parametrize(
    "plaintext",
    [
        pytest.param(b"", id="no frame"),
        pytest.param(TEXT.encode(), id="an unpadded text"),
        pytest.param(b"\0\0\0\1a".ljust(255, b"\0"), id="padded to the wrong size"),
        pytest.param(b"\0\0\0\1a".ljust(256, b"\1"), id="padded with something"),
    ],
)
def test_a_seal_stays_closed_when_its_frame_is_wrong(plaintext: bytes) -> None:
    sealed = wrap(Kind.SEALED_TEXT, SUITE.encrypt(plaintext, SEED.public_key.sealing_key, info=CONTEXT))
    with pytest.raises(Unopenable):
        open_sealed(sealed, seed=SEED, context=CONTEXT)


def test_a_seal_stays_closed_when_it_is_put_together_from_two() -> None:
    other = seal(TEXT.encode(), to=SEED.public_key, context=CONTEXT)
    with pytest.raises(Unopenable):
        open_sealed(SEALED[:1121] + other[1121:], seed=SEED, context=CONTEXT)


def test_seals_differ_and_are_equally_long_when_one_text_is_sealed_twice() -> None:
    first, second = (seal(b"twice", to=SEED.public_key, context=CONTEXT) for _ in range(2))
    assert first[1:1121] != second[1:1121]
    assert first[1121:] != second[1121:]
    assert len(first) == len(second)


@pytest.mark.parametrize("size", [0, 1, 100, 252])
def test_a_seal_has_one_size_when_the_text_is_short(size: int) -> None:
    assert len(seal(b"a" * size, to=SEED.public_key, context=CONTEXT)) == 1 + 1120 + 256 + 16


@PROPERTY
@given(plaintext=st.binary(max_size=4096))
def test_a_text_comes_back_when_sealed_and_opened(plaintext: bytes) -> None:
    sealed = seal(plaintext, to=OTHER_SEED.public_key, context=CONTEXT)
    assert open_sealed(sealed, seed=OTHER_SEED, context=CONTEXT) == plaintext


@PROPERTY
@given(position=st.integers(0, len(SEALED) - 1), bit=st.integers(0, 7))
def test_a_seal_stays_closed_when_any_one_bit_is_flipped(position: int, bit: int) -> None:
    with pytest.raises(Unopenable):
        open_sealed(flip(SEALED, position, bit=bit), seed=SEED, context=CONTEXT)


@PROPERTY
@given(sealed=junk(Kind.SEALED_TEXT))
def test_only_unopenable_is_raised_when_a_seal_is_any_bytes(sealed: bytes) -> None:
    with pytest.raises(Unopenable):
        open_sealed(sealed, seed=SEED, context=CONTEXT)


def test_a_seed_comes_back_when_sealed_and_opened() -> None:
    sealed = seal_seed(OTHER_SEED, to=SEED.public_key, context=CONTEXT)
    assert len(sealed) == 1 + 1120 + 32 + 16
    assert open_seed(sealed, seed=SEED, context=CONTEXT) == OTHER_SEED


@each("altered", spoilt(SEALED_SEED, REGIONS))
def test_a_sealed_seed_stays_closed_when_altered(altered: bytes) -> None:
    with pytest.raises(Unopenable):
        open_seed(altered, seed=SEED, context=SEED_CONTEXT)


@each("context", FOREIGN_CONTEXTS)
def test_a_sealed_seed_stays_closed_when_the_context_is_another(context: Context) -> None:
    with pytest.raises(Unopenable):
        open_seed(SEALED_SEED, seed=SEED, context=context)


def test_a_sealed_seed_stays_closed_when_the_seed_is_another() -> None:
    with pytest.raises(Unopenable):
        open_seed(SEALED_SEED, seed=OTHER_SEED, context=SEED_CONTEXT)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_sealed_seed_stays_closed_when_it_holds_no_seed(size: int) -> None:
    sealed = wrap(Kind.SEALED_SEED, SUITE.encrypt(bytes(size), SEED.public_key.sealing_key, info=CONTEXT))
    with pytest.raises(Unopenable):
        open_seed(sealed, seed=SEED, context=CONTEXT)


def test_a_sealed_text_is_no_seed_when_it_has_a_seeds_size() -> None:
    sealed = wrap(Kind.SEALED_TEXT, SUITE.encrypt(bytes(32), SEED.public_key.sealing_key, info=CONTEXT))
    with pytest.raises(Unopenable):
        open_seed(sealed, seed=SEED, context=CONTEXT)


@PROPERTY
@given(raw=st.binary(min_size=32, max_size=32))
def test_any_seed_comes_back_when_sealed_and_opened(raw: bytes) -> None:
    sealed = seal_seed(Seed(raw), to=SEED.public_key, context=CONTEXT)
    assert open_seed(sealed, seed=SEED, context=CONTEXT) == Seed(raw)


@PROPERTY
@given(sealed=junk(Kind.SEALED_SEED))
def test_only_unopenable_is_raised_when_a_sealed_seed_is_any_bytes(sealed: bytes) -> None:
    with pytest.raises(Unopenable):
        open_seed(sealed, seed=SEED, context=CONTEXT)
