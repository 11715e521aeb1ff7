"""Finding words in a text as people write them, with or without marks, and what stands around them.

A Vietnamese word of one syllable is part of many others (``ma`` of *mai*, *máy*, *mang*), so whole syllables count. Of
a plate or a telephone number people remember a part, so a word with a digit is found inside others too.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from intake.areas.names import fold

_BEFORE, _AFTER = 12, 24
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
        self._words = fold(words).split()

    def __bool__(self) -> bool:
        """Return whether there is any word."""
        return bool(self._words)

    def stand_in(self, text: str) -> bool:
        """Return whether each of the words stands somewhere in the text."""
        folded = fold(text)
        syllables = frozenset(folded.split())
        return all(word in syllables or (_DIGIT.search(word) and word in folded) for word in self._words)

    def cut(self, text: str) -> tuple[Piece, ...]:
        """Return what stands around the words: where they follow each other if they do, or else around the first."""
        written = text.split()
        folded = [fold(each).split() for each in written]
        place = self._find(folded)
        start, end = max(0, place - _BEFORE), place + _AFTER
        shown = zip(written[start:end], folded[start:end], strict=True)
        pieces = [*([Piece(_GAP)] if start else []), *_join(self._mark(shown))]
        return (*pieces, *([Piece(_GAP)] if end < len(written) else []))

    def _find(self, folded: Sequence[Sequence[str]]) -> int:
        places = [number for number, each in enumerate(folded) if any(map(self._is_wanted, each))]
        return next((place for place in places if self._follow(folded, place)), places[0] if places else 0)

    def _follow(self, folded: Sequence[Sequence[str]], place: int) -> bool:
        said = [syllable for each in folded[place : place + len(self._words)] for syllable in each]
        return said[: len(self._words)] == self._words

    def _is_wanted(self, syllable: str) -> bool:
        return any(word == syllable or (_DIGIT.search(word) and word in syllable) for word in self._words)

    def _mark(self, shown: Iterator[tuple[str, Sequence[str]]]) -> Iterator[Piece]:
        for written, folded in shown:
            yield Piece(written, any(map(self._is_wanted, folded)))


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
