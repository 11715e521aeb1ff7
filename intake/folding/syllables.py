"""What a Vietnamese syllable looks like without its marks, and how far a mistyped one is from it."""

import re
import unicodedata
from itertools import pairwise

# Onsets and rimes of the written language, bare. A word that is none of their pairs was mistyped, or is foreign.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:a(?:ch?|i|m|nh?|ng|o|p|t|u|y)?|e(?:ch?|m|nh?|ng|o|p|t|u)?|i(?:ch?|m|nh?|p|t|u|a|e(?:c|m|ng?|p|t|u))?"
    r"|o(?:c|i|m|ng?|p|t|oc|ong|a(?:ch?|i|m|nh?|ng|o|p|t|y)?|e(?:m|n|o|t|ng)?)?"
    r"|u(?:c|i|m|ng?|p|t|u|a(?:n|ng|t|y)?|e(?:ch|nh|n|t)?|o(?:c|i|m|ng?|p|t|u)?|y(?:a|ch|e(?:n|t)|nh?|t|u)?)?"
    r"|y(?:e(?:m|n|t|u|ng))?)"
)
# Both are written: Mỹ and Mĩ, Quý and Quí, quỳnh and quình, y tế and i tế.
_LATE_Y = re.compile(r"(?<=[bcdghklmnprstvx])y+$|(?<=^qu)y+|^y$")
# The letters of the language in one step; whatever else there is takes the long way.
_BARE = str.maketrans(
    {
        letter: unicodedata.normalize("NFD", letter)[0]
        for letter in "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    }
    | {"đ": "d"}
)
# Letters that are one sound to many: ngoc and ngok, sơn and xơn, nam and lam.
_ALIKE = {("c", "k"), ("s", "x"), ("l", "n")}
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _list_neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of keys that touch: beside each other, and above or below with the shift that rows have."""
    beside = {pair for row in _ROWS for pair in pairwise(row)}
    below = {
        (key, lower[at + shift])
        for upper, lower in pairwise(_ROWS)
        for at, key in enumerate(upper)
        for shift in (-1, 0)
        if 0 <= at + shift < len(lower)
    }
    pairs = beside | below | _ALIKE
    return frozenset(pairs | {(second, first) for first, second in pairs})


_NEIGHBOURS = _list_neighbours()


def strip_marks(word: str) -> str:
    """Return ``word`` in lower case without marks, đ as d, and y as i where both are written (Mỹ, Mĩ)."""
    bare = word.lower().translate(_BARE)
    if not bare.isascii():
        decomposed = unicodedata.normalize("NFD", bare)
        bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return spell_with_i(bare)


def spell_with_i(bare: str) -> str:
    """Return a word in lower case without marks with i for y where both are written."""
    return _LATE_Y.sub("i", bare) if "y" in bare else bare


def is_syllable(bare: str) -> bool:
    """Whether ``bare`` can be written in Vietnamese."""
    return _SYLLABLE.fullmatch(bare) is not None


def list_shortened(word: str) -> set[str]:
    """Return ``word`` with each one of its letters left out."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def is_one_slip(typed: str, meant: str) -> bool:
    """Whether one slip of a finger, or of the ear, makes ``typed`` of ``meant``.

    A slip is a letter left out, a letter doubled, two letters swapped, a key beside the right one, or a letter that
    sounds alike.
    """
    if len(typed) == len(meant) - 1:
        return typed in list_shortened(meant)
    if len(typed) == len(meant) + 1:
        return any(
            typed[:at] + typed[at + 1 :] == meant and typed[at] in typed[max(0, at - 1) : at] + typed[at + 1 : at + 2]
            for at in range(len(typed))
        )
    if len(typed) != len(meant) or typed == meant:
        return False
    places = [at for at, pair in enumerate(zip(typed, meant, strict=True)) if pair[0] != pair[1]]
    if len(places) == 1:
        return (typed[places[0]], meant[places[0]]) in _NEIGHBOURS
    first, *others = places
    return others == [first + 1] and typed[first : first + 2] == meant[first : first + 2][::-1]
