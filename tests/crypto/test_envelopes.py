"""Envelopes: the bytes in use are fixed for ever, and each kind is only itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import Unopenable
from tests.crypto.samples import PROPERTY


def test_the_kind_bytes_stay_as_they_are_when_a_kind_is_added() -> None:
    first = {"SEALED_TEXT": 0x11, "SEALED_SEED": 0x12, "LOCKED_TEXT": 0x13, "LOCKED_SEED": 0x14}
    second = {"PASSPHRASE_LOCKED": 0x15, "SIGNATURE": 0x16}
    assert (first | second).items() <= {name: int(kind) for name, kind in Kind.__members__.items()}.items()


def test_no_kind_byte_is_used_twice_when_all_are_listed() -> None:
    assert len(set(Kind.__members__.values())) == len(Kind.__members__)


@PROPERTY
@given(kind=st.sampled_from(Kind), other=st.sampled_from(Kind), payload=st.binary(max_size=50))
def test_a_payload_comes_back_only_when_the_kind_is_the_same(kind: Kind, other: Kind, payload: bytes) -> None:
    if kind == other:
        assert unwrap(other, wrap(kind, payload)) == payload
    else:
        with pytest.raises(Unopenable):
            unwrap(other, wrap(kind, payload))


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_comes_back_when_the_envelope_is_empty(kind: Kind) -> None:
    with pytest.raises(Unopenable):
        unwrap(kind, b"")
