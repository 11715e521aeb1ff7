"""Comparison digits: fixed for a fixed key, and others for every other key."""

import re

from hypothesis import given
from hypothesis import strategies as st

from crypto.comparison import comparison_digits
from crypto.keys import PublicKey, Seed
from crypto.stretching import PassphraseCost
from tests.crypto.samples import CHEAP, OTHER_SEED, PROPERTY, SEED
from tests.crypto.tampering import flip


def test_the_digits_are_the_same_when_another_implementation_stretches_the_key() -> None:
    assert comparison_digits(SEED.public_key) == "5938 6305"


def test_the_digits_are_the_same_when_another_implementation_stretches_the_key_cheaply() -> None:
    assert comparison_digits(SEED.public_key, cost=CHEAP) == "5806 3005"


def test_the_digits_differ_when_the_cost_differs() -> None:
    dearer = PassphraseCost(memory_kib=16, iterations=1, lanes=1)
    assert comparison_digits(SEED.public_key, cost=dearer) != comparison_digits(SEED.public_key, cost=CHEAP)


def test_the_digits_differ_when_any_part_of_the_key_does() -> None:
    raw = SEED.public_key.raw
    keys = {
        "another key": OTHER_SEED.public_key,
        "ML-KEM's last byte": PublicKey(flip(raw, 1183)),
        "X25519's first byte": PublicKey(flip(raw, 1184)),
        "Ed25519's last byte": PublicKey(flip(raw, 1247)),
    }
    digits = {name: comparison_digits(key, cost=CHEAP) for name, key in keys.items()}
    assert len({*digits.values(), "5806 3005"}) == 1 + len(keys)


@PROPERTY
@given(raw=st.binary(min_size=32, max_size=32))
def test_the_digits_are_two_fours_when_the_key_is_any(raw: bytes) -> None:
    public_key = Seed(raw).public_key
    digits = comparison_digits(public_key, cost=CHEAP)
    assert re.fullmatch(r"[0-9]{4} [0-9]{4}", digits)
    assert comparison_digits(PublicKey(public_key.raw), cost=CHEAP) == digits
