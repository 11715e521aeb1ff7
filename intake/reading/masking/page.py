"""A text laid out for masking: as typed, and beside it a folded copy in which every character keeps its place."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from intake.folding.fold import Folded, fold_text
from intake.reading.masking.lists import NameLists

_WORD = re.compile(r"[0-9a-z]+")

# An O or an l among the digits of a number: typed so by mistake, or on purpose.
_LIKE_A_DIGIT = r"(?:[0-9]|[oil](?=[0-9])|(?<=[0-9])[oil])"
_LETTERS_IN_NUMBER = re.compile(
    rf"(?<![0-9a-z])(?=(?:[a-z]?[ .\-]?[0-9]){{6}}){_LIKE_A_DIGIT}(?:[ .\-]?{_LIKE_A_DIGIT}){{7,13}}(?![0-9a-z])"
)
_LIKE_DIGITS = str.maketrans("oil", "011")

# More capitals than this, and capitals no longer tell a name from another word.
_SHARE_OF_CAPITALS = 0.5


class Rule(StrEnum):
    """What was recognised as the resident's own."""

    NAME = "name"
    RELATIVE = "relative"
    POSITION = "position"
    BIRTH = "birth"
    NUMBER = "number"
    ID_NUMBER = "id_number"
    ONLINE_NAME = "online_name"
    HOUSE = "house"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from ``start`` to before ``end`` that identify the resident."""

    start: int
    end: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class PageWord:
    """One word, where it stands."""

    start: int
    end: int
    bare: str
    typed: str = field(repr=False)

    @property
    def lowered(self) -> str:
        """The word in lower case, with the marks that were typed."""
        return self.typed.lower()

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital."""
        return self.typed[:1].isupper()

    @property
    def has_marks(self) -> bool:
        """Whether any mark was typed."""
        return self.lowered != self.bare


@dataclass(frozen=True)
class Page:
    """``text`` as all readers read it; ``folded`` has the same length, in lower case and without marks."""

    source: Folded = field(repr=False)
    text: str = field(repr=False)
    folded: str = field(repr=False)
    lists: NameLists = field(repr=False)

    @cached_property
    def is_shouted(self) -> bool:
        """Whether most letters are capitals."""
        return sum(map(str.isupper, self.text)) > sum(map(str.isalpha, self.text)) * _SHARE_OF_CAPITALS

    def is_family_name(self, word: PageWord, following: PageWord | None) -> bool:
        """Whether ``word`` begins a full name."""
        if not self.lists.family.has(word):
            return False
        if word.has_marks or word.is_capitalised or word.bare not in self.lists.rare.bare:
            return True
        return following is not None and following.bare in ("van", "thi")

    def read_word(self, at: int, *, over: str = " \t") -> PageWord | None:
        """Return the word at ``at``, after at most four characters of ``over``, or None."""
        start = at
        while start < min(at + 4, len(self.folded)) and self.folded[start] in over:
            start += 1
        found = _WORD.match(self.folded, start)
        if found is None:
            return None
        return PageWord(found.start(), found.end(), found.group(), self.text[found.start() : found.end()])


def lay_out(text: str, lists: NameLists) -> Page:
    """Lay ``text`` out."""
    return lay_out_folded(fold_text(text), lists)


def lay_out_folded(source: Folded, lists: NameLists) -> Page:
    """Lay out what was folded before."""
    folded = source.text.translate(_FOLDED)
    return Page(source, source.text, _LETTERS_IN_NUMBER.sub(_read_digits, folded), lists)


def _read_digits(number: re.Match[str]) -> str:
    return number.group().translate(_LIKE_DIGITS)


def _fold_character(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character in "đĐ":
        return "d"
    first = unicodedata.normalize("NFD", character)[0].lower()
    return first if len(first) == 1 else character


class _Folded(dict[int, str]):
    """Each character's folded form by its number, worked out when it is first met. There are not many in the world."""

    def __missing__(self, number: int) -> str:
        """Work it out, once."""
        return self.setdefault(number, _fold_character(chr(number)))


_FOLDED = _Folded()
