"""Signatures: they hold for one signer, one statement and one context."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context, Label, bind
from crypto.envelopes import Kind
from crypto.errors import SignatureRejected
from crypto.keys import Seed
from crypto.signing import sign, verify
from tests.crypto.samples import CONTEXT, OTHER_SEED, PROPERTY, SEED
from tests.crypto.tampering import each, flip, junk, spoilt

STATEMENT = b"post-1 holds this key"
POST_CONTEXT = bind(Label.POST_KEY, "post-1")
# Made by Node's own Ed25519.
SIGNATURE = bytes.fromhex(
    "169b69631731f424370c801ba9298e1f2ed7d51305b56fdae8ea693a6216b3c05b68ec56fa80bb8304608866ec8ed81ed207566c06e15f53fd"
    "2f7263afee397706"
)
REGIONS = {
    "first byte of R": 1,
    "last byte of R": 32,
    "first byte of S": 33,
    "last byte of S": 64,
}
# The order of the group (RFC 8032, section 5.1): S + order would be a second signature of the same statement.
ORDER = 2**252 + 27742317777372353535851937790883648493
TWINS = {
    "S plus the order": SIGNATURE[:33] + (int.from_bytes(SIGNATURE[33:], "little") + ORDER).to_bytes(32, "little"),
    "R and S changed about": SIGNATURE[:1] + SIGNATURE[33:] + SIGNATURE[1:33],
    "nought": SIGNATURE[:1] + bytes(64),
    "neutral point and nought": SIGNATURE[:1] + b"\1" + bytes(63),
}


def test_the_signature_is_the_same_when_another_implementation_signs() -> None:
    assert sign(STATEMENT, seed=SEED, context=POST_CONTEXT) == SIGNATURE
    verify(SIGNATURE, STATEMENT, signer=SEED.public_key, context=POST_CONTEXT)


@each("altered", spoilt(SIGNATURE, REGIONS) | TWINS)
def test_a_signature_is_rejected_when_altered(altered: bytes) -> None:
    with pytest.raises(SignatureRejected, match=r"^the signature does not verify$"):
        verify(altered, STATEMENT, signer=SEED.public_key, context=POST_CONTEXT)


@each(
    "statement",
    {
        "empty": b"",
        "another post": b"post-2 holds this key",
        "a byte short": STATEMENT[:-1],
        "a byte long": STATEMENT + b"\0",
        "other case": STATEMENT.upper(),
    },
)
def test_a_signature_is_rejected_when_the_statement_is_changed(statement: bytes) -> None:
    with pytest.raises(SignatureRejected):
        verify(SIGNATURE, statement, signer=SEED.public_key, context=POST_CONTEXT)


@each(
    "context",
    {
        "wrong context": bind(Label.OFFICER_ENDORSEMENT, "post-1"),
        "row moved to another post": bind(Label.POST_KEY, "post-2"),
        "an id added": bind(Label.POST_KEY, "post-1", "post-2"),
        "an id left out": bind(Label.POST_KEY),
    },
)
def test_a_signature_is_rejected_when_the_context_is_another(context: Context) -> None:
    with pytest.raises(SignatureRejected):
        verify(SIGNATURE, STATEMENT, signer=SEED.public_key, context=context)


def test_a_signature_is_rejected_when_the_signer_is_another() -> None:
    with pytest.raises(SignatureRejected):
        verify(SIGNATURE, STATEMENT, signer=OTHER_SEED.public_key, context=POST_CONTEXT)


@pytest.mark.parametrize("moved", [1, 2, len(STATEMENT)])
def test_a_signature_is_rejected_when_bytes_wander_from_the_statement_into_the_context(moved: int) -> None:
    context = Context(POST_CONTEXT + STATEMENT[:moved])
    with pytest.raises(SignatureRejected):
        verify(SIGNATURE, STATEMENT[moved:], signer=SEED.public_key, context=context)


@pytest.mark.parametrize("moved", [1, 6])
def test_a_signature_is_rejected_when_bytes_wander_from_the_context_into_the_statement(moved: int) -> None:
    statement = POST_CONTEXT[-moved:] + STATEMENT
    with pytest.raises(SignatureRejected):
        verify(SIGNATURE, statement, signer=SEED.public_key, context=Context(POST_CONTEXT[:-moved]))


@PROPERTY
@given(statement=st.binary(max_size=2000), raw=st.binary(min_size=32, max_size=32))
def test_a_signature_holds_when_signer_statement_and_context_are_the_same(statement: bytes, raw: bytes) -> None:
    signer = Seed(raw)
    signature = sign(statement, seed=signer, context=CONTEXT)
    assert len(signature) == 65
    verify(signature, statement, signer=signer.public_key, context=CONTEXT)


@PROPERTY
@given(position=st.integers(0, len(SIGNATURE) - 1), bit=st.integers(0, 7))
def test_a_signature_is_rejected_when_any_one_bit_is_flipped(position: int, bit: int) -> None:
    with pytest.raises(SignatureRejected):
        verify(flip(SIGNATURE, position, bit=bit), STATEMENT, signer=SEED.public_key, context=POST_CONTEXT)


@PROPERTY
@given(signature=junk(Kind.SIGNATURE))
def test_only_signature_rejected_is_raised_when_a_signature_is_any_bytes(signature: bytes) -> None:
    with pytest.raises(SignatureRejected):
        verify(signature, STATEMENT, signer=SEED.public_key, context=POST_CONTEXT)
