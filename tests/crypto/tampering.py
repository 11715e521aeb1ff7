"""Ways in which an envelope can be spoilt, each with a name."""

from collections.abc import Mapping

import pytest
from hypothesis import strategies as st

from crypto.envelopes import Kind


def each(argument: str, cases: Mapping[str, object]) -> pytest.MarkDecorator:
    """Run a test once for each case, under the case's name."""
    return pytest.mark.parametrize(argument, [pytest.param(case, id=name) for name, case in cases.items()])


def flip(envelope: bytes, position: int, *, bit: int = 0) -> bytes:
    """Return ``envelope`` with one bit of one byte turned over."""
    changed = bytearray(envelope)
    changed[position] ^= 1 << bit
    return bytes(changed)


def spoilt(envelope: bytes, regions: Mapping[str, int]) -> dict[str, bytes]:
    """Return ``envelope`` cut, lengthened, relabelled, and flipped in each of the named regions."""
    kind, payload = Kind(envelope[0]), envelope[1:]
    return {
        "empty": b"",
        "kind byte alone": envelope[:1],
        "cut in half": envelope[: len(envelope) // 2],
        "last byte missing": envelope[:-1],
        "first byte missing": payload,
        "one byte more": envelope + b"\0",
        "said twice": envelope + envelope,
        "wrong version byte": bytes((kind + 0x10,)) + payload,
        "version nought": bytes((kind & 0x0F,)) + payload,
        **{f"kind byte of {other.name}": bytes((other,)) + payload for other in Kind if other != kind},
        **{f"flipped {region}": flip(envelope, position) for region, position in regions.items()},
    }


def junk(kind: Kind) -> st.SearchStrategy[bytes]:
    """Any bytes, half of them with the right first byte."""
    return st.binary(max_size=1500) | st.binary(max_size=1500).map(lambda payload: bytes((kind,)) + payload)
