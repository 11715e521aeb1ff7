"""Texts whose letters were lost between encodings, read as they were meant, where that is certain.

UTF-8 that was read as Latin-1 or Windows-1252; and the two encodings of before Unicode that old documents still have,
TCVN3 (ABC fonts) and VNI.
"""

import re
import unicodedata

from intake.folding.old_encodings import TCVN3, VNI_LETTERS, VNI_MARKS
from intake.folding.source import Source
from intake.folding.syllables import is_syllable, strip_marks

# What Windows-1252 shows for the bytes from 0x80 to 0x9F, where it shows anything.
_WINDOWS = {
    bytes([byte]).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_TAIL = "\u0080-\u00bf"
_ANY_TAIL = _TAIL + re.escape("".join(_WINDOWS))
# Two bytes whose first is a letter of Vietnamese prove nothing before a quotation mark (XÃ”); three bytes do.
_MISREAD = re.compile(f"[\u00c2-\u00df][{_TAIL}]|[\u00c4-\u00c6\u00cc][{_ANY_TAIL}]|[\u00e1-\u00ef][{_ANY_TAIL}]{{2}}")
_MISREAD_SURELY = re.compile(f"[\u00c2-\u00df][{_ANY_TAIL}]|[\u00e1-\u00ef][{_ANY_TAIL}]{{2}}")
# A byte was lost on the way: what is left stands for one letter.
_MAIMED = re.compile(r"(?:\u00e1[\u00ba\u00bb])(?=[a-z])")
_WORD = re.compile(r"[^\W\d_]*[\u00a1-\u00bf\u00d7\u00f7][^\s.,;:!?()\"]*|[^\W\d_]+")
_TCVN3_ONLY = frozenset("¸µ¶·¹¨¾»¼½©®ª«¬\xad×÷ÆËÎÏÐÑÖØÜÞßäåæçëïîñøöûüþ")
_TCVN3_WORD = re.compile(f"[A-Za-z{re.escape(''.join(TCVN3))}]+")
_BEYOND_LATIN_1 = re.compile("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")
_VNI_LETTER = re.compile(
    f"([AEOUYaeouyÖöÔô])([{''.join(VNI_MARKS)}{''.join(VNI_MARKS).upper()}])|([{''.join(VNI_LETTERS)}])"
)
_VNI_SURE = re.compile("[AEOaeo][âÂ]|[AEOUYaeouyöôÖÔ][ùøûõïÙØÛÕÏ]")
_VNI_WORD = re.compile(r"[^\W\d_]+")
_AT_LEAST = 2


def may_be_vni(text: str) -> bool:
    """Whether two letters stand together that only VNI writes. Quick, because plain texts are asked too."""
    return _VNI_SURE.search(text) is not None


def unscramble(source: Source) -> Source:
    """Return the source with the letters that were meant. What is not certain stays."""
    for _twice in range(2):
        source = _read_misread(source)
    if _is_tcvn3(source.text):
        return source.rewrite(_TCVN3_WORD, lambda word: "".join(TCVN3.get(letter, letter) for letter in word))
    if may_be_vni(source.text) and _is_vni(source.text):
        return source.rewrite(_VNI_WORD, _read_vni)
    return source


def _read_misread(source: Source) -> Source:
    read = source.rewrite(_MISREAD, _decode)
    if read is source:
        return source
    return read.rewrite(_MISREAD_SURELY, _decode).rewrite(_MAIMED, lambda _pair: "\ufffd")


def _decode(piece: str) -> str:
    raw = bytes(_WINDOWS.get(character, ord(character) & 0xFF) for character in piece)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return piece


def _is_tcvn3(text: str) -> bool:
    telling = sum(character in _TCVN3_ONLY for character in text)
    if telling < _AT_LEAST or _BEYOND_LATIN_1.search(text):
        return False
    written = [word for word in _TCVN3_WORD.findall(text) if not word.isascii()]
    read = ["".join(TCVN3.get(letter, letter) for letter in word) for word in written]
    return all(len(word) > 1 or word.isalpha() for word in read) and all(map(_is_word, read))


def _is_word(word: str) -> bool:
    return is_syllable(strip_marks(word.lower()))


def _is_vni(text: str) -> bool:
    if _BEYOND_LATIN_1.search(text):
        return False
    written = [word for word in _VNI_WORD.findall(text) if not word.isascii()]
    read = list(map(_read_vni, written))
    return all(map(_is_word, read)) and all(_has_one_tone(word) for word in read)


def _has_one_tone(word: str) -> bool:
    taken_apart = unicodedata.normalize("NFD", word)
    return sum(taken_apart.count(tone) for tone in "\u0300\u0301\u0303\u0309\u0323") <= 1


def _read_vni(word: str) -> str:
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(_put_marks, word))


def _put_marks(found: re.Match[str]) -> str:
    letter, marks = found.group(1) or found.group(3), found.group(2)
    return VNI_LETTERS.get(letter, letter) + (VNI_MARKS[marks.lower()] if marks else "")
