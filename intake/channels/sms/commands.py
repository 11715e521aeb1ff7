"""The words by which a sender steers a thread by SMS: MOI, STOP, HUY, XOA; and those that ask how it works."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from intake.areas.names import fold
from intake.folding.fold import fold_text


class Command(StrEnum):
    """What the sender asks for."""

    BEGIN = "begin"
    STOP = "stop"
    ERASE = "erase"
    HELP = "help"
    """How it works."""


_POLITE = r"(?: (?:a|nhe|nha|di|voi|giup|giup em|giup toi|em|anh|chi|het))*"
_STOP = re.compile(
    rf"(?:da |vang )?(?:stop|stop all|stopall|unsubscribe|cancel|quit|end|huy|huy bo|huy tin|huy bo tin|"
    rf"huy nhan tin|huy nhan|tu choi|huy dang ky|ngung nhan tin|dung nhan tin|dung nhan|dung gui tin|"
    rf"ngung gui|dung gui|khong nhan nua|thoi nhan tin){_POLITE}"
)
_ERASE = re.compile(
    rf"(?:da |vang )?xoa(?: het| di)?(?: so| so dien thoai| sdt| so nay)?(?: cua (?:toi|em|minh|chau|tui))?{_POLITE}"
)
_HELP = re.compile(
    r"(?:start|help|info|menu|tro giup|trogiup|huong dan|huong dan su dung|cach dung|cach su dung|bat dau|hd|"
    r"so nay la gi|day la so gi|so cua ai|so cua ai day|ai day|ai vay)"
)
_QUESTION_MARKS = re.compile(r"[?]{1,9}")
# What telephones and mail programmes put under a text, after two dashes or without.
_SIGNATURE = re.compile(
    r"\s*\n[ \t]*(?:--+|__+|—+|–+)[ \t]*(?:\n.*)?$|"
    r"\s+(?:(?:đã |được )?gửi (?:đi )?từ|(?:da |duoc )?gui (?:di )?tu|sent (?:from|via)|get outlook for)\s.*$",
    re.DOTALL | re.IGNORECASE,
)
_SPELLED_OUT = re.compile(r"[a-z](?: [a-z]){2,}")
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
    whole = _read_whole(_SIGNATURE.sub("", fold_text(text[:_LONGEST]).text).strip())
    if whole is not None:
        return Commanded(whole, "")
    folded = fold_text(text)
    # What follows MOI is kept as it came; blanks around it are nothing to keep.
    composed = folded.text.strip()
    after = _BEGIN_AND_TEXT.fullmatch(composed)
    if after is None and (capital := _CAPITAL_BEGIN.fullmatch(composed)) and capital[1] != capital[1].upper():
        after = capital
    if after is None and (bare := _BARE_BEGIN.fullmatch(composed)) and not bare[1].isascii():
        after = bare
    if after is None:
        return Commanded(None, text)
    start = after.start(1) + len(folded.text) - len(folded.text.lstrip())
    return Commanded(Command.BEGIN, text[folded.locate(start, start + 1)[0] :].rstrip())


def _read_whole(text: str) -> Command | None:
    folded = fold(text)
    if _SPELLED_OUT.fullmatch(folded):
        folded = folded.replace(" ", "")
    if _HELP.fullmatch(folded) or _QUESTION_MARKS.fullmatch(text):
        return Command.HELP
    if folded == "moi":
        return Command.BEGIN
    if _ERASE.fullmatch(folded):
        return Command.ERASE
    is_stop = _STOP.fullmatch(folded) or text.lower().strip(" .!") in _STOP_WITH_MARKS
    return Command.STOP if is_stop else None
