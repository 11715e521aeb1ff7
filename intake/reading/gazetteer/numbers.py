"""Numbers as names: Khu phố 1, thôn Hai, khu II."""

from collections.abc import Sequence

_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_TEN = 10
_LONGEST = 3


def read_number(words: Sequence[str]) -> tuple[int, int] | None:
    """Return the number that bare ``words`` begin with, and of how many words it is; or None."""
    if not words:
        return None
    first = words[0]
    if first.isascii() and first.isdigit() and len(first) <= _LONGEST:
        return int(first), 1
    if first == "muoi" and len(words) > 1 and _WORDS.get(words[1], _TEN) < _TEN:
        return _TEN + _WORDS[words[1]], 2
    if first in _WORDS:
        return _WORDS[first], 1
    return (_ROMAN[first], 1) if first in _ROMAN else None


def write_key(number: int) -> str:
    """Return the key under which an area of that number is kept."""
    return f"#{number}"
