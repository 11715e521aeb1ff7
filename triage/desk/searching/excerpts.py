"""Finding words in a text as people write them, with or without marks, and what stands around them.

A Vietnamese word of one syllable is part of many others (``ma`` of *mai*, *máy*, *mang*), so whole syllables count. Of
a plate or a telephone number people remember a part, so a word with a digit is found inside others too, and however it
is grouped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.folding.plain import list_words

_BEFORE, _AFTER = 12, 24
# 0912 345 678, or 88A 123 45.
_MOST_GROUPS = 5
_DIGIT = re.compile(r"[0-9]")
_GAP = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an excerpt."""

    text: str = field(repr=False)
    is_wanted: bool = False


class Wanted:
    """The words of one search."""

    def __init__(self, words: str) -> None:
        self._words = list_words(words)

    def __bool__(self) -> bool:
        """Return whether there is any word."""
        return bool(self._words)

    def stand_in(self, text: str) -> bool:
        """Return whether each of the words stands somewhere in the text."""
        said = list_words(text)
        words, numbers = frozenset(said), [each for each in said if _DIGIT.search(each)]
        return all(word in words or _is_part(word, numbers) for word in self._words)

    def cut(self, text: str) -> tuple[Piece, ...]:
        """Return what stands around the words: where they follow each other if they do, or else around the first."""
        written = text.split()
        folded = [list_words(each) for each in written]
        wanted = self._list_wanted(written, folded)
        place = self._find(folded, wanted)
        start, end = max(0, place - _BEFORE), place + _AFTER
        shown = (Piece(each, at in wanted) for at, each in enumerate(written[start:end], start))
        pieces = [*([Piece(_GAP)] if start else []), *_join(shown)]
        return (*pieces, *([Piece(_GAP)] if end < len(written) else []))

    def _list_wanted(self, written: Sequence[str], folded: Sequence[Sequence[str]]) -> set[int]:
        """Return the places of what was searched for; a number may be written in several groups."""
        wanted = {at for at, each in enumerate(folded) if any(map(self._is_wanted, each))}
        numbers = [word for word in self._words if _DIGIT.search(word)]
        for at in range(len(written)) if numbers else ():
            if at in wanted or not any(map(_DIGIT.search, folded[at])):
                continue
            for end in range(at + 2, min(at + _MOST_GROUPS, len(written)) + 1):
                joined = list_words(" ".join(written[at:end]))
                if any(_is_part(number, joined[:1]) for number in numbers):
                    wanted.update(range(at, end))
                    break
        return wanted

    def _find(self, folded: Sequence[Sequence[str]], wanted: set[int]) -> int:
        places = sorted(wanted)
        return next((place for place in places if self._follow(folded, place)), places[0] if places else 0)

    def _follow(self, folded: Sequence[Sequence[str]], place: int) -> bool:
        said = [syllable for each in folded[place : place + len(self._words)] for syllable in each]
        return said[: len(self._words)] == self._words

    def _is_wanted(self, syllable: str) -> bool:
        return any(word == syllable or _is_part(word, [syllable]) for word in self._words)


def _is_part(word: str, numbers: Sequence[str]) -> bool:
    return _DIGIT.search(word) is not None and any(word in number for number in numbers)


def _join(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join neighbours, so that a phrase is marked as one."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting is not None and waiting.is_wanted == piece.is_wanted:
            waiting = Piece(f"{waiting.text} {piece.text}", piece.is_wanted)
            continue
        if waiting is not None:
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting
