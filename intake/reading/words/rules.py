"""The rules of a table: which groups of phrases tell, what they need near them and what excuses them."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from intake.reading.words.phrases import CellUnreadable

_TERM = re.compile(r"([a-z_0-9]+?)(?:([<>~])([0-9]{1,2}))?")


class Side(StrEnum):
    """Where the other phrase stands."""

    BEFORE = "<"
    AFTER = ">"
    EITHER = "~"
    SENTENCE = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Another group, and how near it stands."""

    group: str
    side: Side
    words_between: int


@dataclass(frozen=True, slots=True)
class Rule:
    """A group tells, if one of ``needs`` is there (or none is named) and none of ``unless``."""

    group: str
    needs: tuple[Term, ...]
    unless: tuple[Term, ...]


@dataclass(slots=True)
class Found:
    """A phrase of a group, where it stands in the text."""

    group: str
    first: int
    last: int
    sentence: int
    words: str = field(default="", repr=False)
    """As they were typed, for a reader who asks why."""


def read_terms(cell: str) -> tuple[Term, ...]:
    """Read ``group``, ``group<3``, ``group>3`` and ``group~3``, parted by spaces. Raises CellUnreadable."""
    return tuple(map(_read_term, cell.split()))


def _read_term(written: str) -> Term:
    found = _TERM.fullmatch(written)
    if found is None:
        raise CellUnreadable("a condition is not written as group, group<3, group>3 or group~3")
    group, side, distance = found.groups()
    return Term(group, Side(side or ""), int(distance or 0))


class Surroundings:
    """Where the phrases of each group stand in one text."""

    def __init__(self, found: Iterable[Found]) -> None:
        self._first: dict[str, list[int]] = defaultdict(list)
        self._last: dict[str, list[int]] = defaultdict(list)
        self._sentences: dict[str, set[int]] = defaultdict(set)
        for each in found:
            self._first[each.group].append(each.first)
            self._last[each.group].append(each.last)
            self._sentences[each.group].add(each.sentence)

    def bear_out(self, rule: Rule, found: Found) -> bool:
        """Whether what ``rule`` needs stands near ``found``, and nothing that excuses."""
        is_supported = not rule.needs or any(self._holds(term, found) for term in rule.needs)
        return is_supported and not any(self._holds(term, found) for term in rule.unless)

    def _holds(self, term: Term, found: Found) -> bool:
        if term.side is Side.SENTENCE:
            return found.sentence in self._sentences[term.group]
        before = term.side is not Side.AFTER and self._is_before(term, found)
        return before or (term.side is not Side.BEFORE and self._is_after(term, found))

    def _is_before(self, term: Term, found: Found) -> bool:
        ends = self._last[term.group]
        nearest = bisect_left(ends, found.first) - 1
        return nearest >= 0 and found.first - ends[nearest] - 1 <= term.words_between

    def _is_after(self, term: Term, found: Found) -> bool:
        starts = self._first[term.group]
        nearest = bisect_right(starts, found.last)
        return nearest < len(starts) and starts[nearest] - found.last - 1 <= term.words_between
