"""The words by which residents speak of themselves, and how a pattern over folded text is written with them.

Every repetition in a pattern has a small bound, so that no text makes the search slow.
"""

import re

SELF = r"(?:toi|tui|toy|minh|mk|mik|mih|em|e|chau|t)"
SURE_SELF = r"(?:toi|tui|toy|minh|mk)"
OTHERS = (
    r"(?:no|han|thang|bon|chung|doi tuong|ke|lua dao|lua|gia danh|mao danh|tu xung|xung|quang cao|to roi|cho vay|"
    r"vay nong|boc bat ho|ong ta|ba ta|anh ta|chi ta|co ta|la mat|nguoi la|so la|ben kia|ten do|ong|ba|ho|app|"
    r"tin dung den)"
)
RELATIVE = (
    r"(?:con trai|con gai|con|vo|vk|chong|ck|bo|me|ma|ba|cha|anh trai|chi gai|em trai|em gai|chau|ong noi|ba noi|"
    r"ong ngoai|ba ngoai|bo chong|me chong|bo vo|me vo|chau noi|chau ngoai|con dau|con re|ong xa|ba xa|"
    r"anh re|chi dau|em dau|em re)"
)
KIN = (
    r"(?:(?:con|em|anh|chi|chau|chu|bac|co|di|cau|mo|thim|duong|ong|ba|bo|me|ma|cha|vo|chong|ba con|ho hang|nguoi nha|"
    r"nguoi than|thong gia|bo me|anh em|chi em)(?: (?:trai|gai|re|dau|ruot|ho|nuoi|noi|ngoai|chong|vo|ut|ca|duong|"
    r"ke|cot cheo|sinh doi|cung cha|cung me|cung me khac cha|cung cha khac me)){0,3})"
)
ELDER = r"(?:ong noi|ba noi|ong ngoai|ba ngoai|ba|bo|me|ma|cha|anh trai|chi gai|anh hai|chi hai)"
FILL = (
    r"(?: (?:la|theo|so|qua|vao|o|zalo|dt|sdt|so dt|dien thoai|may|nhe|nha|nay|ne|day|so nay|mang|cua|ten|nick|duoi))"
)


def space_out(pattern: str) -> str:
    r"""Let each blank of ``pattern`` stand for up to three blanks, tabs or line ends. In a set write ``\x20``."""
    return pattern.replace(" ", r"[\x20\t\n]{1,3}")


def compile_cue(pattern: str) -> re.Pattern[str]:
    """Compile a pattern over folded text that begins and ends between words."""
    return re.compile(space_out(rf"(?<![0-9a-z])(?:{pattern})(?![0-9a-z])"))


def compile_before(pattern: str) -> re.Pattern[str]:
    """Compile a pattern for the words right before something, with up to four characters of punctuation between."""
    return re.compile(space_out(rf"(?<![0-9a-z])(?:{pattern})[\x20\t\n:.,=(\-]{{0,4}}$"))


def compile_after(pattern: str) -> re.Pattern[str]:
    """Compile a pattern, to be matched where something ends."""
    return re.compile(space_out(pattern))
