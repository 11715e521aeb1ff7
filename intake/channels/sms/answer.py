"""Reading the answer to our question: a number, with the words that people put around one."""

import re

from intake.areas.names import fold

_BEFORE = (
    r"(?:da |vang |uh |u |dung roi |dung |em |toi |minh |a |thua |o |chac |theo toi )*"
    r"(?:(?:dap an|phuong an|lua chon|tra loi|cau tra loi|chon|la|o|y|muc|option|answer|dia chi|noi|cho) )*"
    r"(?:(?:so |cai |cho |dia chi |y |noi )?(?:so|cai|thu|cau|muc|cho|noi|y|dap an|phuong an|lua chon) )?"
)
_AFTER = r"(?: (?:a|nhe|nha|do|day|di|dung|roi|em|anh|chi|ban|oi|nay|ay|kia|dung roi|ne))*"
_NUMBER = re.compile(
    rf"{_BEFORE}(?P<number>[1-9]|mot|hai|ba|nhat|nhi|dau tien|dau|truoc nhat|tren cung|o tren|cuoi cung|cuoi|sau cung|"
    rf"o giua|giua){_AFTER}"
)
_WORDS = {"mot": 1, "hai": 2, "ba": 3, "nhat": 1, "nhi": 2, "dau tien": 1, "dau": 1, "truoc nhat": 1, "tren cung": 1}


_WORDS |= {"o tren": 1}


_LAST = frozenset(("cuoi cung", "cuoi", "sau cung"))
_MIDDLE = frozenset(("o giua", "giua"))
_YES = re.compile(
    r"(?:da |vang |u |uh )*(?:dung|dung roi|dung vay|phai|phai roi|chuan|ok|oke|u|uh|vang|da|co)(?: a| roi| day)*"
)
_OF_THREE = 3


def read_answer(text: str, *, choices: int) -> int | None:
    """Return which of the ``choices`` the text names, from 0; None where it says something else.

    A yes names the one that was offered alone.
    """
    # "so2" and "2!" are typed as often as "so 2".
    folded = " ".join(re.sub(r"(?<=[a-z])(?=\d)", " ", fold(text)).split())
    found = _NUMBER.fullmatch(folded)
    if found is not None:
        number = _count(found["number"], choices)
        return number - 1 if number is not None and number <= choices else None
    return 0 if choices == 1 and _YES.fullmatch(folded) else None


def _count(word: str, choices: int) -> int | None:
    if word in _LAST:
        return choices or None
    if word in _MIDDLE:
        return _OF_THREE - 1 if choices == _OF_THREE else None
    return _WORDS.get(word) or int(word)
