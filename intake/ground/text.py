"""Text as it arrives, made clean without losing a word."""

import re
import unicodedata
from functools import cache

from intake.folding.encodings import unscramble
from intake.folding.source import Source

# Control characters other than line feed and tab carry no word, and some break terminals and printers.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")
# No keyboard and no paste gives these: who sends them tries what happens.
_REFUSED = re.compile(r"[\x00\ud800-\udfff]")
# Between letters of UTF-8 read as Latin-1 they are parts of letters, and must be read before they are left out.
_PART_OF_A_LETTER = re.compile(r"[\u00c3-\u00e1][\u0080-\u00bf]*[\x80-\x9f]")


class TextUnreadable(ValueError):
    """The text holds what no keyboard sends: NUL, or half a character."""


def clean(text: str) -> str:
    """Return ``text`` in NFC, with line feeds as line ends, without control characters, and nothing around it.

    Raises TextUnreadable for NUL and for halves of characters.
    """
    if _REFUSED.search(text):
        raise TextUnreadable
    return mend(text).strip()


# UAX #15, 13: no language needs more marks on one letter, and sorting a long run takes time by its square.
_MOST_MARKS = 30


@cache
def _find_run() -> re.Pattern[str]:
    last = 0x1E94B
    marks = "".join(re.escape(chr(code)) for code in range(0x300, last) if unicodedata.combining(chr(code)))
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")


def _end_runs(text: str) -> str:
    return text if text.isascii() else _find_run().sub(r"\1", text)


def mend(text: str) -> str:
    """Return a text that cannot be asked for again: in NFC, with what is no character left out.

    What stands around it stays: in a part of a long text it may be the space between two words.
    """
    unified = _end_runs(text.replace("\r\n", "\n").replace("\r", "\n"))
    if _PART_OF_A_LETTER.search(unified):
        unified = unscramble(Source.of(unified)).text
    return unicodedata.normalize("NFC", _CONTROL.sub("", unified))
