"""Words typed while the input method was off: Telex (``hieens``) and VNI (``hie61n``) read as what was meant."""

import unicodedata

from intake.folding.syllables import is_syllable, strip_marks

_CIRCUMFLEX, _HORN, _BREVE = "\u0302", "\u031b", "\u0306"
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VOWELS = frozenset("aeiouy")
_SHORTEST, _LONGEST = 2, 9


def read_remnant(lowered: str) -> str | None:
    """Return the word that ``lowered`` was meant to be, in NFC, or None where it is no remnant of an input method."""
    if not _SHORTEST <= len(lowered) <= _LONGEST:
        return None
    if lowered.isalpha():
        word = None if is_syllable(strip_marks(lowered)) else _read_telex(lowered)
    else:
        word = _read_vni(lowered) if lowered[0].isalpha() and lowered.isalnum() else None
    return word if word and is_syllable(strip_marks(word)) else None


def _read_telex(lowered: str) -> str:
    letters = list[str]()
    tone = ""
    for key in lowered:
        has_vowel = any(_is_vowel(letter) for letter in letters)
        if key in _TELEX_TONES and has_vowel and not tone:
            tone = _TELEX_TONES[key]
        elif key == "w":
            _put_horn(letters, typed="u")
        elif key == "d" and letters == ["d"]:
            letters = ["đ"]
        elif key in "aeo" and letters and letters[-1] == key:
            letters[-1] += _CIRCUMFLEX
        else:
            letters.append(key)
    return _join(letters, tone)


def _read_vni(lowered: str) -> str:
    letters = list[str]()
    tone = ""
    for key in lowered:
        if key in _VNI_TONES:
            tone = _VNI_TONES[key]
        elif key == "6":
            _put_mark(letters, "aeo", _CIRCUMFLEX)
        elif key == "7":
            _put_horn(letters)
        elif key == "8":
            _put_mark(letters, "a", _BREVE)
        elif key == "9" and letters[0] == "d":
            letters[0] = "đ"
        else:
            letters.append(key)
    return _join(letters, tone)


def _is_vowel(letter: str) -> bool:
    return strip_marks(letter)[:1] in _VOWELS


def _put_mark(letters: list[str], bases: str, mark: str) -> None:
    """Put ``mark`` on the last of ``bases`` that has none."""
    for at in range(len(letters) - 1, -1, -1):
        if letters[at] in bases:
            letters[at] += mark
            return


def _put_horn(letters: list[str], typed: str = "") -> None:
    """Read the key for horn and breve; where there is no vowel yet, it types ``typed`` with a horn."""
    if letters[-2:] == ["u", "o"]:
        letters[-2:] = ["u" + _HORN, "o" + _HORN]
    elif typed and "a" in letters:
        _put_mark(letters, "a", _BREVE)
    elif any(letter in ("u", "o") for letter in letters):
        _put_mark(letters, "uo", _HORN)
    elif typed:
        letters.append(typed + _HORN)


def _join(letters: list[str], tone: str) -> str:
    """Write the tone on the last vowel; its place makes no difference to who reads the word."""
    for at in range(len(letters) - 1, -1, -1):
        if _is_vowel(letters[at]):
            letters[at] += tone
            break
    return unicodedata.normalize("NFC", "".join(letters))
