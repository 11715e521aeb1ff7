"""The words by which somebody steers a thread by SMS: MOI, STOP, HUY, XOA."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from intake.areas.names import fold


class Command(StrEnum):
    """What the sender asks for."""

    BEGIN = "begin"
    STOP = "stop"
    ERASE = "erase"


_WORDS = {"moi": Command.BEGIN, "stop": Command.STOP, "huy": Command.STOP, "xoa": Command.ERASE}
# "Mới có trộm ở thôn" begins like the command. So a text follows MOI only after a stop or a colon, or where MOI alone
# is in capitals.
_BEGIN_AND_TEXT = re.compile(r"m[oớ]i[ \t]*[:.,;\n-]\s*(\S.*)", re.DOTALL | re.IGNORECASE)
_CAPITAL_BEGIN = re.compile(r"M[OỚ]I\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Commanded:
    """A text taken apart: the command, if any, and what is left to read."""

    command: Command | None
    text: str = field(repr=False)


def read_command(text: str) -> Commanded:
    """Return the command in a text. A whole text is one, or MOI with a report after it; nothing else."""
    whole = _WORDS.get(fold(text))
    if whole is not None:
        return Commanded(whole, "")
    composed = unicodedata.normalize("NFC", text).strip()
    after = _BEGIN_AND_TEXT.fullmatch(composed)
    if after is None and (capital := _CAPITAL_BEGIN.fullmatch(composed)) and capital[1] != capital[1].upper():
        after = capital
    return Commanded(None, text) if after is None else Commanded(Command.BEGIN, after[1])
