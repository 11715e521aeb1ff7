"""Foreign texts on a terminal: what a server or a file says can neither move the cursor nor look like another line."""

import re
import unicodedata

_LONGEST = 200
_BLANKS = re.compile(r"[\s\u2800\u3164\u115f\u1160\uffa0]+")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


def printable(text: str) -> str:
    """Return the text in one line: cut, blanks joined, and a mark for each letter that a terminal would act on."""
    shown = "".join(_show(letter) for letter in _BLANKS.sub(" ", text)).strip()
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def printable_lines(text: str) -> str:
    """Return a resident's own words, line by line: long, and with their blanks, but without control characters."""
    return "\n".join("".join(map(_show, line)) for line in text.splitlines())


def _show(letter: str) -> str:
    is_plain = letter.isprintable() and unicodedata.bidirectional(letter) not in _RIGHT_TO_LEFT
    return letter if is_plain else "\N{REPLACEMENT CHARACTER}"
