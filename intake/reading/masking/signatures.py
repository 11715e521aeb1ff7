"""The name with which a resident begins like a letter's head, or signs at the end."""

import re
from collections.abc import Iterator

from intake.reading.masking.cues import compile_after
from intake.reading.masking.names import Trust, read_name
from intake.reading.masking.page import Page, Rule, Span

_DASH = re.compile(r"[ \t]{0,3}[-–—~*+]")
_LEAD = re.compile(r"[ \t]{0,3}[-–—~*]{0,2}[ \t]{0,3}")
_CLOSING = compile_after(
    r"(?<![0-9a-z])(?:tran trong|kinh thu|xin cam on|cam on|kinh|than|than ai|thay mat ba con|men|kinh bao|"
    r"xin het|chao)"
    r"(?: (?:cac anh|cac anh chi|cac chu|anh|chi|cong an|cac dong chi|a|nhieu|rat nhieu|anh chi)){0,3}"
    r"[.,!:;\-\x20\t\n~]{1,6}(?:(?:em|chau|toi|con) )?"
    r"(?=[a-z]{2,8}(?: [a-z]{1,8}){0,4}[\x20\t.!,\-0-9]{0,16}$)"
)
_SIGNED = re.compile(r"[ \t]*[.!]?[ \t]*(?:$|[,;(\-–\n0-9]|sdt|dt|so|thon|xom|xa|to|khu|o)")
_LAST_NUMBER = compile_after(r"\n[\x20\t]{0,3}(?:sdt|dt|so dt|so|dien thoai)?[:.\x20]{0,3}\+?[0-9][0-9.\x20\-]{7,16}$")
# Who begins with a name and a number of their own introduces themselves.
_INTRODUCED = re.compile(
    r"[ \t,:;.\-–(]{0,4}(?:sdt|so dt|dt|dien thoai|so dien thoai|cccd|cmnd|so cccd)[ \t:.]{0,3}[0-9+]"
)
_TAIL = 160
_BLANKS = 4


def find_signatures(page: Page) -> Iterator[Span]:
    """Find a name that stands before a number at the beginning, alone on the last line, or after the closing words."""
    yield from _find_head(page)
    text = _LAST_NUMBER.sub("", page.folded.rstrip()).rstrip()
    yield from _find_last_line(page, text)
    begin = max(0, len(text) - _TAIL)
    yield from _find_last_sentence(page, text)
    for found in _CLOSING.finditer(text, begin):
        name = read_name(page, found.end(), Trust.KNOWN)
        if name:
            yield Span(*name, Rule.SIGNATURE)


def _find_head(page: Page) -> Iterator[Span]:
    name = read_name(page, 0, Trust.FULL_NAME)
    if name and name[0] <= 1 and _INTRODUCED.match(page.folded, name[1]):
        yield Span(*name, Rule.NAME)


def _find_last_line(page: Page, text: str) -> Iterator[Span]:
    start = text.rfind("\n") + 1
    lead = _LEAD.match(text, start)
    has_dash = bool(_DASH.match(text, start))
    at = lead.end() if lead else start
    if (start == 0 and not has_dash) or _is_in_list(text[:start], has_dash=has_dash):
        yield from _find_after_dash(page, text)
        return
    name = read_name(page, at, Trust.KNOWN if has_dash else Trust.FULL_NAME)
    if name and name[0] <= at + 1 and _SIGNED.match(text, name[1]):
        yield Span(*name, Rule.SIGNATURE)


def _find_last_sentence(page: Page, text: str) -> Iterator[Span]:
    """Find a full name that is all of the last sentence, but for an area or a number after it."""
    stop = max(text[:-1].rfind(". "), text[:-1].rfind("! "))
    if stop < 0:
        return
    name = read_name(page, stop + 2, Trust.FULL_NAME)
    if name and name[0] <= stop + _BLANKS and _SIGNED.match(text, name[1]):
        yield Span(*name, Rule.SIGNATURE)


def _find_after_dash(page: Page, text: str) -> Iterator[Span]:
    dash = max(text.rfind(" - "), text.rfind(" – "), text.rfind(". -"))
    if dash < 0 or dash < text.rfind("\n"):
        return
    name = read_name(page, dash + 3, Trust.KNOWN)
    first = page.read_word(dash + 3)
    if name and first and page.is_family_name(first, page.read_word(first.end)) and _SIGNED.match(text, name[1]):
        yield Span(*name, Rule.SIGNATURE)


def _is_in_list(before: str, *, has_dash: bool) -> bool:
    """Whether the last line is one of several, as in a list of the accused."""
    lines = [line for line in before.splitlines() if line.strip()]
    if not lines:
        return False
    is_announced = lines[-1].rstrip().endswith(":") and "ky ten" not in lines[-1]
    return is_announced or (has_dash and bool(_DASH.match(lines[-1])))
