"""Derivation: the RFC's own vector, and keys that differ with all that goes into them."""

from hypothesis import given
from hypothesis import strategies as st

from crypto.contexts import Context
from crypto.derivation import KEY_BYTES, derive
from tests.crypto.samples import PROPERTY


def test_the_key_is_that_of_rfc_5869_when_its_third_case_is_derived() -> None:
    derived = derive(b"\x0b" * 22, Context(b""), length_bytes=42)
    assert derived.hex() == ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")


@PROPERTY
@given(secret=st.binary(max_size=80), other=st.binary(max_size=80), length=st.integers(1, 64))
def test_the_key_has_the_length_asked_for_when_derived(secret: bytes, other: bytes, length: int) -> None:
    derived = derive(secret, Context(other), length_bytes=length)
    assert len(derived) == length
    assert len(derive(secret, Context(other))) == KEY_BYTES == 32
    assert derive(secret, Context(other), length_bytes=64).startswith(derived)


@PROPERTY
@given(secret=st.binary(max_size=80), context=st.binary(max_size=80), other=st.binary(max_size=80))
def test_keys_differ_when_contexts_differ(secret: bytes, context: bytes, other: bytes) -> None:
    assert (derive(secret, Context(context)) == derive(secret, Context(other))) == (context == other)
