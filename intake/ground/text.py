"""Text as it arrives, made clean without losing a word."""

import re
import unicodedata

# Control characters other than line feed and tab carry no word, and some break terminals and printers.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udfff]")


class TextUnreadable(ValueError):
    """The text holds characters that no keyboard sends."""


def clean(text: str) -> str:
    """Return ``text`` in NFC, with line feeds as line ends and nothing around it.

    Raises TextUnreadable for control characters, NUL among them.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(unified):
        raise TextUnreadable
    return unicodedata.normalize("NFC", unified).strip()


def mend(text: str) -> str:
    """Return a text that nobody can be asked to send again: in NFC, with what is no character left out.

    What stands around it stays: in a part of a long text it may be the space between two words.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROL.sub("", unified))
