"""Reading the answer to our question: a number, with the words that people put around one."""

import re

from intake.areas.names import fold

_BEFORE = (
    r"(?:da |vang |uh |u |dung roi |dung |em |toi |minh )*(?:la |chon |o )?(?:(?:so |cai )?(?:so|cai|thu|cau|muc) )?"
)
_AFTER = r"(?: (?:a|nhe|nha|do|day|di|dung|roi|em|anh|chi))*"
_NUMBER = re.compile(rf"{_BEFORE}(?P<number>[1-9]|mot|hai|ba){_AFTER}")
_WORDS = {"mot": 1, "hai": 2, "ba": 3}
_YES = re.compile(
    r"(?:da |vang |u |uh )*(?:dung|dung roi|dung vay|phai|phai roi|chuan|ok|oke|u|uh|vang|da|co)(?: a| roi| day)*"
)


def read_answer(text: str, *, choices: int) -> int | None:
    """Return which of the ``choices`` the text names, from 0; None where it says something else.

    A yes names the one that was offered alone.
    """
    # "so2" and "2!" are typed as often as "so 2".
    folded = " ".join(re.sub(r"(?<=[a-z])(?=\d)", " ", fold(text)).split())
    found = _NUMBER.fullmatch(folded)
    if found is not None:
        number = _WORDS.get(found["number"]) or int(found["number"])
        return number - 1 if number <= choices else None
    return 0 if choices == 1 and _YES.fullmatch(folded) else None
