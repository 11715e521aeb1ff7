"""Folding: one form for a name however it was typed."""

from intake.folding.plain import fold_plain


def fold(text: str) -> str:
    """Return ``text`` in lower case, without marks, đ as d, words parted by single spaces.

    Names that differ only in marks (Hòa, Hoà), in composition (NFC, NFD) or in letters that look alike fold to one.
    """
    return fold_plain(text)
