"""A text as a row of typed words: what each may mean, and how far they stand apart."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TypeAlias

from intake.folding.fold import Folded
from intake.reading.words.letters import Letters, read_letters

Spellings: TypeAlias = Mapping[str, tuple[Letters, ...]]

_WORD = re.compile(r"([a-zđ0-9][a-zđ0-9\u0300-\u036f]*)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
# A line may end anywhere; a new paragraph or the next point of a list is another sentence.
_END = re.compile(r"[.!?;…]|\n[ \t]*(?:\n|[-–—*•+])")
_COMMA = re.compile(r"[,:()]")

# In words: what follows a full stop may still speak of the same person, but less probably.
_END_COUNTS_AS = 4
_COMMA_COUNTS_AS = 1

# Three quarters of all words carry a mark in running Vietnamese; below this share the writer left most of them out.
_SHARE_WITH_MARKS = 0.5

# The longest word of Vietnamese has seven letters, with five marks at most; a longer run is no word of any table.
_LONGEST_WORD = 24
_NO_WORD = Letters("")
# Of every text the same few thousand words come again.
_MOST_KNOWN = 20_000
_BLANKS = frozenset((" ", "\n", ""))


@dataclass(frozen=True, slots=True)
class TypedText:
    """All words of a text, each with its place and its sentence in the row beside."""

    letters: Sequence[Letters] = field(repr=False)
    places: Sequence[int]
    """Each grows by one from word to word, and by more over a full stop or a comma."""
    sentences: Sequence[int]
    has_marks: bool
    """Whether the writer types marks, so that a word without any means itself."""


class _Known(dict[str, Letters]):
    """Words that were taken apart before."""

    def __missing__(self, word: str) -> Letters:
        letters = read_letters(word) if len(word) <= _LONGEST_WORD else _NO_WORD
        if len(self) < _MOST_KNOWN:
            self[word] = letters
        return letters


_KNOWN = _Known()


def read_typed(folded: Folded, spellings: Spellings) -> TypedText:
    """Return the words of a text. Case, composition, spaces and drawn-out letters make no difference."""
    lowered = _DRAWN_OUT.sub(r"\1", unicodedata.normalize("NFD", folded.text.lower()))
    pieces = _WORD.split(lowered)
    words = pieces[1::2]
    steps = [0] * len(words)
    ends = [0] * len(words)
    for at, between in enumerate(pieces[:-1:2]):
        if between not in _BLANKS:
            steps[at], ends[at] = _measure(words, at, between)
    letters = [_KNOWN[word] for word in words]
    with_marks = sum([each.has_marks for each in letters])
    has_marks = with_marks > len(letters) * _SHARE_WITH_MARKS
    return _spell(words, letters, steps, ends, spellings, has_marks=has_marks)


def _measure(words: Sequence[str], at: int, between: str) -> tuple[int, int]:
    """Return how many words the gap before the word ``at`` counts as, and whether a sentence ends there."""
    # The full stop of "c.a" ends no sentence.
    is_short = between == "." and at > 0 and len(words[at]) == len(words[at - 1]) == 1
    if _END.search(between) and not is_short:
        return _END_COUNTS_AS, 1
    return (_COMMA_COUNTS_AS if _COMMA.search(between) else 0), 0


def _spell(
    words: Sequence[str],
    letters: list[Letters],
    steps: list[int],
    ends: list[int],
    spellings: Spellings,
    *,
    has_marks: bool,
) -> TypedText:
    """Put the words that a short spelling stands for in its place."""
    for at in reversed([at for at, word in enumerate(words) if word in spellings]):
        meant = spellings[words[at]]
        letters[at : at + 1] = meant
        steps[at : at + 1] = [steps[at], *[0] * (len(meant) - 1)]
        ends[at : at + 1] = [ends[at], *[0] * (len(meant) - 1)]
    places = [at + step for at, step in enumerate(accumulate(steps))]
    return TypedText(letters, places, list(accumulate(ends)), has_marks)
