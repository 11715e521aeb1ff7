"""How many segments a text costs, and the cheaper way of writing it (GSM 03.38, 3GPP TS 23.038)."""

import unicodedata

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_ONE_BASIC, _MORE_BASIC = 160, 153
_ONE_WIDE, _MORE_WIDE = 70, 67


def count_segments(text: str) -> int:
    """Return how many segments the text takes on its way."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        return _divide(len(text) + sum(character in _EXTENDED for character in text), _ONE_BASIC, _MORE_BASIC)
    # UCS-2 counts sixteen-bit units: an emoji is two.
    return _divide(len(text.encode("utf-16-be")) // 2, _ONE_WIDE, _MORE_WIDE)


def without_marks(text: str) -> str:
    """Return the text in letters that every gateway takes."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def cheapest(text: str, *, takes_marks: bool) -> str:
    """Return the text, or the same without marks where the gateway breaks them or where that takes fewer segments."""
    bare = without_marks(text)
    return text if takes_marks and count_segments(text) <= count_segments(bare) else bare


def _divide(units: int, one: int, more: int) -> int:
    return 1 if units <= one else -(-units // more)
