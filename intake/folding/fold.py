"""One form of a text before anything reads it. The original is kept, and each character knows where it stood there.

Nothing here decides what is stored or shown: officers see what was sent.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.folding.characters import FOLDED, SHAPES, TONES
from intake.folding.encodings import may_be_vni, unscramble
from intake.folding.source import Source

_LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_PLAIN = re.compile(f"[\\x20-\\x7e\\t\\n{_LETTERS}{_LETTERS.upper()}“”‘’–—…]*")
_MARKS = TONES | SHAPES


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as readers read it."""

    text: str = field(repr=False)
    """In NFC: letters of Vietnamese, digits from 0 to 9, line feeds and blanks, and whatever else can be seen."""
    _starts: Sequence[int] | None = field(default=None, repr=False)
    _ends: Sequence[int] | None = field(default=None, repr=False)

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return from and to where the characters from ``start`` to before ``end`` stood in the original."""
        if self._starts is None or self._ends is None or start >= end:
            return start, end
        return self._starts[start], self._ends[end - 1]


def fold_text(text: str) -> Folded:
    """Return ``text`` in the form in which all readers read it. Never raises, whatever stands in it.

    Compatibility forms (NFKC), look-alikes of other alphabets and digits of any script become the plain ones; what is
    not seen is left out; lost encodings are read where that is certain.
    """
    if _PLAIN.fullmatch(text) and not may_be_vni(text):
        return Folded(text)
    return _compose(unscramble(Source.of(text)))


def _compose(source: Source) -> Folded:
    folded, starts, ends = list[str](), list[int](), list[int]()
    pending, first, last = "", 0, 0
    for character, start, end in zip(source.text, source.starts, source.ends, strict=True):
        read = FOLDED[character]
        if not read or (read[0] in _MARKS and pending):
            # What is not seen between a letter and its mark belongs to the letter.
            pending += read
            last = end if read else last
            continue
        _put(pending, first, last, folded, starts, ends)
        pending, first, last = read, start, end
    _put(pending, first, last, folded, starts, ends)
    return Folded("".join(folded), starts, ends)


def _put(read: str, start: int, end: int, folded: list[str], starts: list[int], ends: list[int]) -> None:
    composed = read if len(read) == 1 else _order(read)
    folded.append(composed)
    starts += [start] * len(composed)
    ends += [end] * len(composed)


def _order(read: str) -> str:
    """Compose a letter and its marks; a tone that was typed before a circumflex still stands above it."""
    if not _MARKS.isdisjoint(read) and len(read) > 1:
        apart = unicodedata.normalize("NFD", read)
        base = "".join(each for each in apart if each not in _MARKS)
        marks = "".join(sorted((each for each in apart if each in _MARKS), key=TONES.__contains__))
        read = base + marks
    return unicodedata.normalize("NFC", read)
