"""A text as a row of typed words: what each may mean, and how far they stand apart."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from intake.folding.fold import fold_text
from intake.words.letters import Letters, read_letters

Spellings: TypeAlias = Mapping[str, tuple[Letters, ...]]

_WORD = re.compile(r"[a-zđ0-9][a-zđ0-9\u0300-\u036f]*")
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


@dataclass(frozen=True, slots=True)
class Typed:
    """One word where it stands."""

    letters: Letters
    has_marks: bool
    place: int
    """Grows by one from word to word, and by more over a full stop or a comma."""
    sentence: int


@dataclass(frozen=True, slots=True)
class TypedText:
    """All words of a text."""

    words: tuple[Typed, ...]
    has_marks: bool
    """Whether the writer types marks, so that a word without any means itself."""


def read_typed(text: str, spellings: Spellings) -> TypedText:
    """Return the words of ``text``. Case, composition, spaces and drawn-out letters make no difference."""
    words = tuple(_read_words(text, spellings))
    with_marks = sum(word.has_marks for word in words)
    return TypedText(words, has_marks=with_marks > len(words) * _SHARE_WITH_MARKS)


def _read_words(text: str, spellings: Spellings) -> Iterator[Typed]:
    lowered = _DRAWN_OUT.sub(r"\1", unicodedata.normalize("NFD", fold_text(text).text.lower()))
    known: dict[str, Letters] = {}
    place = sentence = end = 0
    was_letter = False
    for found in _WORD.finditer(lowered):
        word = found.group()
        between = lowered[end : found.start()]
        is_letter = len(word) == 1
        # The full stop of "c.a" ends no sentence.
        if _END.search(between) and not (was_letter and is_letter and between == "."):
            place, sentence = place + _END_COUNTS_AS, sentence + 1
        elif _COMMA.search(between):
            place += _COMMA_COUNTS_AS
        typed = known.get(word) or known.setdefault(word, _read_letters(word))
        for letters in spellings.get(word, (typed,)):
            yield Typed(letters, typed.has_marks, place, sentence)
            place += 1
        end, was_letter = found.end(), is_letter


def _read_letters(word: str) -> Letters:
    return read_letters(word) if len(word) <= _LONGEST_WORD else _NO_WORD
