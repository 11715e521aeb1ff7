"""What one character is to a reader: itself in its plainest form, a blank, or nothing."""

import unicodedata

from intake.folding.lookalikes import LOOKALIKES

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
SHAPES = frozenset("\u0302\u0306\u031b")
"""Circumflex, breve and horn: with the tones, all marks that Vietnamese writes."""

_LINES = frozenset("\n\x0b\x0c\x85")
# Letters by their category, and yet nothing is seen: the fillers of Korean.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
_ONE_FORM = {
    "Ð": "Đ",
    "Ɖ": "Đ",
    "Đ": "Đ",
    "ð": "đ",
    "ɖ": "đ",
    "đ": "đ",
    "\t": "\t",
    "\u2800": " ",
    "\ufffd": "\ufffd",
    "…": "…",
}


def _fold(character: str) -> str:
    if character in _ONE_FORM:
        return _ONE_FORM[character]
    if character in _LINES:
        return "\n"
    category = unicodedata.category(character)
    if category[0] == "M":
        return character if character in TONES or character in SHAPES else ""
    if category[0] == "C" or character in _FILLERS:
        return ""
    if category[0] == "Z":
        return " " if category == "Zs" else "\n"
    return _fold_visible(character)


def _fold_visible(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    if character in LOOKALIKES:
        return LOOKALIKES[character]
    wide = unicodedata.normalize("NFKC", character)
    # A spacing accent comes apart into a blank and a mark, which would then sit on the letter before.
    if wide != character:
        return character if wide[0] == " " else "".join(map(_fold, wide))
    taken_apart = unicodedata.normalize("NFD", character)
    if len(taken_apart) > 1:
        return unicodedata.normalize("NFC", "".join(map(_fold, taken_apart)))
    return character


class _Folded(dict[str, str]):
    """Each character's form, worked out when it is first met. There are not many in the world."""

    def __missing__(self, character: str) -> str:
        """Work it out, once."""
        return self.setdefault(character, _fold(character))


FOLDED = _Folded()
"""What a character is read as: usually one character, none for what is not seen, a few for a ligature."""
