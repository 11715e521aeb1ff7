"""Folding: one form for a name however it was typed."""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without marks, đ as d, words parted by single spaces.

    Names that differ only in marks (Hòa, Hoà) or in composition (NFC, NFD) fold to one.
    """
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", bare).strip()
