"""How well two sorts of requests can be told apart by how long they take: a rank test, by sorting and nothing else."""

import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Odds:
    """What an observer of one pair gains, where the slower of two is taken for the second sort.

    The share of pairs in which the second took longer is Mann and Whitney's U over the number of pairs, and the area
    under the receiver operating characteristic: 0.5 says nothing, 1 everything.
    """

    share: float
    error: float
    """Its standard error where the two sorts do not differ (Mann and Whitney, 1947)."""

    @property
    def guessed(self) -> float:
        """How often an observer guesses right who knows which of the two sorts is slower."""
        return max(self.share, 1 - self.share)


def weigh(first: Sequence[float], second: Sequence[float]) -> Odds:
    """Compare every span of the one with every span of the other; a tie counts half."""
    ordered = sorted(first)
    pairs = len(first) * len(second)
    wins = sum(bisect_left(ordered, span) + bisect_right(ordered, span) for span in second) / 2
    return Odds(wins / pairs, ((len(first) + len(second) + 1) / (12 * pairs)) ** 0.5)


def percentile_95(spans: Sequence[float]) -> float:
    """Return what nineteen in twenty stay below."""
    return statistics.quantiles(spans, n=20)[18]
