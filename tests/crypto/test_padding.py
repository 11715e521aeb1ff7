"""Padding: the sizes it gives, what they cost, and frames that contradict themselves."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto.errors import Unopenable
from crypto.padding import MINIMUM_BYTES, pad, padded_size, unpad
from tests.crypto.samples import PROPERTY
from tests.crypto.tampering import each

GIBIBYTE = 2**30

sizes = st.integers(MINIMUM_BYTES + 1, 4 * GIBIBYTE) | st.integers(MINIMUM_BYTES + 1, 20_000)


@pytest.mark.parametrize(
    ("size", "padded"),
    [
        (0, 256),
        (4, 256),
        (255, 256),
        (256, 256),
        (257, 272),
        (272, 272),
        (273, 288),
        (511, 512),
        (512, 512),
        (513, 544),
        (1_000, 1_024),
        (1_024, 1_024),
        (1_025, 1_088),
        (10_000, 10_240),
        (65_535, 65_536),
        (65_537, 67_584),
        (100_000, 100_352),
        (1_000_000, 1_015_808),
        (10_000_000, 10_223_616),
    ],
)
def test_a_size_is_rounded_up_when_padded(size: int, padded: int) -> None:
    assert padded_size(size) == padded


@PROPERTY
@given(size=sizes)
def test_padding_costs_at_most_twelve_percent_when_the_text_is_not_short(size: int) -> None:
    assert size <= padded_size(size) <= size * 1.12


@PROPERTY
@given(size=sizes)
def test_a_size_stays_when_it_is_padded_already(size: int) -> None:
    assert padded_size(padded_size(size)) == padded_size(size)


@PROPERTY
@given(one=sizes, other=sizes)
def test_a_longer_text_is_never_the_shorter_when_padded(one: int, other: int) -> None:
    assert (padded_size(one) <= padded_size(other)) or one > other


def test_few_sizes_remain_when_texts_of_up_to_64_kib_are_padded() -> None:
    assert len({padded_size(size) for size in range(65_537)}) == 1 + 8 * 16


@PROPERTY
@given(plaintext=st.binary(max_size=5000))
def test_a_text_comes_back_when_padded_and_unpadded(plaintext: bytes) -> None:
    padded = pad(plaintext)
    assert len(padded) == padded_size(4 + len(plaintext))
    assert unpad(padded) == plaintext


@each("plaintext", {"zeros": bytes(300), "zero at the end": b"a\0", "empty": b"", "looks padded": pad(b"a")})
def test_a_text_comes_back_when_it_looks_like_padding(plaintext: bytes) -> None:
    assert unpad(pad(plaintext)) == plaintext


def test_a_text_is_framed_by_its_length_and_zeros_when_padded() -> None:
    assert pad(b"abc") == b"\0\0\0\3abc" + bytes(249)


@each(
    "padded",
    {
        "empty": b"",
        "three bytes": bytes(3),
        "length alone": bytes(4),
        "not padded": b"\0\0\0\3abc",
        "a byte short": pad(b"abc")[:-1],
        "a byte long": pad(b"abc") + b"\0",
        "padded twice as far": pad(b"abc") + bytes(256),
        "something in the padding": pad(b"abc")[:-1] + b"\1",
        "length too small": b"\0\0\0\2" + pad(b"abc")[4:],
        "length one past the end": b"\0\0\0\xfd".ljust(256, b"\0"),
        "length of another size": b"\0\0\1\0".ljust(256, b"\0"),
        "greatest length": b"\xff\xff\xff\xff".ljust(256, b"\0"),
        "empty text in a greater size": bytes(272),
    },
)
def test_a_frame_is_refused_when_it_contradicts_itself(padded: bytes) -> None:
    with pytest.raises(Unopenable):
        unpad(padded)


@PROPERTY
@given(padded=st.binary(max_size=600) | st.integers(0, 600).map(lambda n: n.to_bytes(4, "big").ljust(272, b"\0")))
def test_a_frame_is_the_only_one_when_it_is_read_at_all(padded: bytes) -> None:
    with contextlib.suppress(Unopenable):
        assert pad(unpad(padded)) == padded
