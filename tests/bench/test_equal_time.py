"""The measurement of equal times: it runs, it would see a difference, and its arithmetic is right."""

import pytest

from bench.equal_time import run_equal_time, write_table
from bench.odds import weigh


def test_every_pair_is_measured_when_few_requests_are_sent() -> None:
    lines = list(run_equal_time("sqlite", receipts=60, sign_ins=10))
    assert [line.count for line in lines] == [60, 60, 60, 60, 10]
    assert all(0.5 <= line.odds.guessed <= 1 for line in lines)
    assert len(write_table(lines)) == 2 + len(lines)


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        ([1, 2, 3], [4, 5, 6], 1.0),
        ([4, 5, 6], [1, 2, 3], 0.0),
        ([1, 2, 3], [1, 2, 3], 0.5),
        ([1, 1], [1, 2], 0.75),
    ],
)
def test_share_is_of_the_pairs_in_which_the_second_is_slower(
    first: list[float], second: list[float], share: float
) -> None:
    odds = weigh(first, second)
    assert odds.share == share
    assert odds.guessed == max(share, 1 - share)
