"""Texts as they are disguised: each function returns the same words in other characters."""

import random
import unicodedata
from collections.abc import Callable

from intake.folding.lookalikes import LOOKALIKES

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u00ad\u2060\ufeff\u202a\u202e\u2066\u2069\u180e\ufe0f\u034f\u061c\U000e0041"
_ALIKE: dict[str, list[str]] = {}
for _alike, _letter in LOOKALIKES.items():
    _ALIKE.setdefault(_letter, []).append(_alike)
_BOLD = {
    **{chr(ord("A") + at): chr(0x1D400 + at) for at in range(26)},
    **{chr(ord("a") + at): chr(0x1D41A + at) for at in range(26)},
    **{str(digit): chr(0x1D7CE + digit) for digit in range(10)},
}


Disguise = Callable[[str, int], str]


def _draw(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311, nothing secret is drawn


def _map(text: str, change: Callable[[str], str]) -> str:
    """Change each letter and leave its marks."""
    return unicodedata.normalize("NFC", "".join(map(change, unicodedata.normalize("NFD", text))))


def put_invisible(text: str, seed: int) -> str:
    drawn = _draw(seed)
    return "".join(each + (drawn.choice(INVISIBLE) if drawn.random() < 0.4 else "") for each in text)


def write_wide(text: str, _seed: int) -> str:
    return _map(text, lambda each: chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each)


def write_bold(text: str, _seed: int) -> str:
    return _map(text, lambda each: _BOLD.get(each, each))


def write_alike(text: str, seed: int) -> str:
    drawn = _draw(seed)
    return _map(text, lambda each: drawn.choice(_ALIKE[each]) if each in _ALIKE and drawn.random() < 0.5 else each)


def write_apart(text: str, _seed: int) -> str:
    return unicodedata.normalize("NFD", text)


def write_blanks(text: str, seed: int) -> str:
    drawn = _draw(seed)
    return "".join(drawn.choice("\u00a0\u2002\u2009\u202f\u3000 ") if each == " " else each for each in text)


def write_digits(text: str, seed: int) -> str:
    drawn = _draw(seed)
    return "".join(
        chr(drawn.choice((0xFF10, 0x0660, 0x06F0, 0x0966, 0x1D7D8)) + int(each)) if each in "0123456789" else each
        for each in text
    )


DISGUISES: tuple[Disguise, ...] = (
    put_invisible,
    write_wide,
    write_bold,
    write_alike,
    write_apart,
    write_blanks,
    write_digits,
)
