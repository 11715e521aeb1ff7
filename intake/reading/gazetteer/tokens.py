"""A text as a row of words: what each may mean, and what stands between them."""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from intake.folding.fold import Folded
from intake.folding.syllables import is_syllable, strip_marks
from intake.reading.gazetteer.remnants import read_remnant

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f?\ufffd])+")
# A line may end anywhere, also inside a name; a new paragraph or the next point of a list is another sentence.
_END = re.compile(r"[.!?;…]|\n[ \t]*(?:\n|[-–—*•+])")
_COMMA = re.compile(r"[,:()\[\]/\"“”]")
_KIND_AND_NUMBER = re.compile(r"([^\W\d_]+)(\d{1,3})")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[^\W\d_])")
_LONGEST_WORD = 40
_FEW = 6
# A Token without what depends on where it stands.
_Word: TypeAlias = tuple[str, str, bool, bool, str, str]


class Gap(IntEnum):
    """What stands between a word and the one before it."""

    NONE = 0
    COMMA = 1
    END = 2


@dataclass(slots=True)
class Token:
    """One word."""

    lowered: str
    """In NFC, in lower case, with the marks that were typed."""
    bare: str
    is_capitalised: bool
    gap: Gap
    is_odd: bool = False
    """Whether it can be no Vietnamese word, marks aside."""
    has_dot: bool = False
    """Whether a dot stands right behind it: ``x.`` is short for xã."""
    meant: str = ""
    """What the word was meant to be, where an input method was off; else empty."""
    wild: str = ""
    """The word with ``?`` for each letter that a gateway destroyed, else empty."""

    @property
    def has_marks(self) -> bool:
        """Whether any mark was typed."""
        return not self.lowered.isascii()


@dataclass(frozen=True, slots=True)
class Page:
    """All words of a text."""

    tokens: list[Token]
    has_capitals: bool
    """Whether capitals tell something: some were typed, and not nearly everywhere."""


def read_page(folded: Folded, kind_words: Container[str]) -> Page:
    """Return the words of a text. ``kind_words`` are those (bare) that a number may be joined to, as in KP1."""
    composed = folded.text
    tokens = list(_read_tokens(composed, kind_words))
    return Page(tokens, has_capitals=_tells_by_capitals(composed, tokens))


def _tells_by_capitals(text: str, tokens: list[Token]) -> bool:
    """Whether a capital marks a name: not where most letters are capitals, nor where every word of many begins so."""
    if not any(token.is_capitalised for token in tokens[1:]):
        return False
    capitals = sum(map(str.isupper, text))
    if capitals > sum(map(str.islower, text)):
        return False
    return len(tokens) <= _FEW or not all(token.is_capitalised for token in tokens)


def _read_tokens(text: str, kind_words: Container[str]) -> Iterator[Token]:
    end = 0
    last: Token | None = None
    # A long text says the same few thousand words again and again.
    known: dict[str, list[_Word]] = {}
    for found in _WORD.finditer(text):
        typed = found.group()
        words = known.get(typed)
        if words is None:
            words = known[typed] = _read_typed(typed, kind_words)
        if not words:
            continue
        between = text[end : found.start()]
        gap = Gap.NONE if between in (" ", "\n") else _read_gap(between, last)
        has_dot = text.startswith(".", found.end())
        for lowered, bare, is_capitalised, is_odd, meant, wild in words:
            last = Token(lowered, bare, is_capitalised, gap, is_odd, has_dot, meant, wild)
            yield last
            gap = Gap.NONE
        end = found.end()


def _read_typed(typed: str, kind_words: Container[str]) -> list[_Word]:
    """Return the words in what was typed without a blank; none in what is no word."""
    if len(typed) > _LONGEST_WORD or not any(map(str.isalnum, typed)):
        return []
    return [_read_word(part) for part in _split(typed, kind_words)]


def _read_gap(between: str, last: Token | None) -> Gap:
    if between in (" ", ""):
        return Gap.NONE
    if last is not None and last.has_dot and len(last.lowered) <= 3 and between.strip() == ".":  # noqa: PLR2004, "tdp."
        return Gap.NONE
    if _END.search(between):
        return Gap.END
    return Gap.COMMA if _COMMA.search(between) else Gap.NONE


def _split(typed: str, kind_words: Container[str]) -> list[str]:
    """Part ``KP1`` and ``TânNgọc``."""
    number = _KIND_AND_NUMBER.fullmatch(typed)
    if number and strip_marks(number.group(1)) in kind_words:
        return [number.group(1), number.group(2)]
    if typed.islower() or typed.isupper() or typed.istitle():
        return [typed]
    humps = [
        at.start() for at in _HUMP.finditer(typed) if typed[at.start() - 1].islower() and typed[at.start()].isupper()
    ]
    return [typed[start:end] for start, end in zip([0, *humps], [*humps, len(typed)], strict=True)]


def _read_word(typed: str) -> _Word:
    lowered = typed.lower().replace("\ufffd", "?")
    wild = lowered if "?" in lowered else ""
    # At the end it may be a question mark; elsewhere it is a letter, and the word as typed is no word.
    lowered = lowered.rstrip("?")
    bare = strip_marks(lowered)
    is_odd = not is_syllable(bare)
    meant = (is_odd and read_remnant(lowered)) or ""
    return lowered, bare, typed[0].isupper(), is_odd, meant, wild
