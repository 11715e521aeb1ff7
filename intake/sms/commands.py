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


_POLITE = r"(?: (?:a|nhe|nha|di|voi|giup|giup em|giup toi|em|anh|chi|het))*"
_STOP = re.compile(
    rf"(?:da |vang )?(?:stop|huy|huy tin|huy nhan tin|huy dang ky|ngung nhan tin|dung nhan tin|dung nhan){_POLITE}"
)
_ERASE = re.compile(
    rf"(?:da |vang )?xoa(?: het| di)?(?: so| so dien thoai| sdt| so nay)?(?: cua (?:toi|em|minh|chau|tui))?{_POLITE}"
)
# Without its mark this would be đúng, yes.
_STOP_WITH_MARKS = ("dừng", "ngừng", "dừng lại", "ngừng lại")
# "Mới có trộm ở thôn" begins like the command. So a text follows MOI only after a stop or a colon, or where MOI alone
# is in capitals.
_BEGIN_AND_TEXT = re.compile(r"m[oớ]i[ \t]*[:.,;\n-]\s*(\S.*)", re.DOTALL | re.IGNORECASE)
# Who types marks elsewhere would have typed them on "mới": this is the command.
_BARE_BEGIN = re.compile(r"[Mm]oi\s+(\S.*)", re.DOTALL)
# No command is longer; what follows decides nothing about the whole.
_LONGEST = 80
_CAPITAL_BEGIN = re.compile(r"M[OỚ]I\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Commanded:
    """A text taken apart: the command, if any, and what is left to read."""

    command: Command | None
    text: str = field(repr=False)


def read_command(text: str) -> Commanded:
    """Return the command in a text. A whole text is one, or MOI with a report after it; nothing else."""
    composed = unicodedata.normalize("NFC", text[:_LONGEST]).strip()
    whole = _read_whole(composed)
    if whole is not None:
        return Commanded(whole, "")
    composed = unicodedata.normalize("NFC", text).strip()
    after = _BEGIN_AND_TEXT.fullmatch(composed)
    if after is None and (capital := _CAPITAL_BEGIN.fullmatch(composed)) and capital[1] != capital[1].upper():
        after = capital
    if after is None and (bare := _BARE_BEGIN.fullmatch(composed)) and not bare[1].isascii():
        after = bare
    return Commanded(None, text) if after is None else Commanded(Command.BEGIN, after[1])


def _read_whole(text: str) -> Command | None:
    folded = fold(text)
    if folded == "moi":
        return Command.BEGIN
    if _ERASE.fullmatch(folded):
        return Command.ERASE
    is_stop = _STOP.fullmatch(folded) or text.lower().strip(" .!") in _STOP_WITH_MARKS
    return Command.STOP if is_stop else None
