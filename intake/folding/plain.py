"""Texts as rows of plain words, to be compared: for names, for searching, for likeness."""

import re
import unicodedata
from collections.abc import Iterator

from intake.folding.fold import fold_text
from intake.folding.syllables import spell_with_i

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_PIECE = re.compile(r"[0-9a-z]+")
# What stands between the groups of one number or plate: 0912.345.678, 88A-123.45, 88A 123 45.
_INSIDE_A_NUMBER = frozenset(" .-–/_")
_LONGEST_GAP = 3
_LONGEST_NUMBER = 24


def fold_plain(text: str) -> str:
    """Return ``text`` in lower case, without marks, đ as d, words parted by single spaces."""
    return _NOT_WORD.sub(" ", _strip(text)).strip()


def list_words(text: str) -> list[str]:
    """Return the words of ``text`` in one spelling, each number or plate as one word however it was grouped."""
    return list(_join_numbers(_strip(text)))


def _strip(text: str) -> str:
    lowered = fold_text(text).text.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFD", lowered.replace("đ", "d"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _join_numbers(stripped: str) -> Iterator[str]:
    number, end = "", 0
    for found in _PIECE.finditer(stripped):
        piece = found.group()
        if number and _goes_on(stripped[end : found.start()], piece) and len(number + piece) <= _LONGEST_NUMBER:
            number, end = number + piece, found.end()
            continue
        if number:
            yield number
        number, end = ("", 0) if piece.isalpha() else (piece, found.end())
        if not number:
            yield spell_with_i(piece)
    if number:
        yield number


def _goes_on(between: str, piece: str) -> bool:
    """Whether a piece belongs to the number before it. After a blank only digits do: ``10h 88A`` is two things."""
    if piece.isalpha() or len(between) > _LONGEST_GAP or not _INSIDE_A_NUMBER.issuperset(between):
        return False
    return piece.isdigit() or " " not in between
