"""Who calls, as operators write it: a number, an address of SIP or tel, or one of the many ways of withholding it."""

import re
from pathlib import Path

from intake.folding.plain import fold_plain

_ADDRESS = re.compile(r"(?:sips?|tel):([^@;>?\s]*)(?:@([^;>?\s]*))?", re.IGNORECASE)
# What operators, exchanges and telephones say instead of a number, without marks and in small letters.
_PHRASES = frozenset((Path(__file__).parent / "data" / "withheld.txt").read_text(encoding="utf-8").splitlines())
# One of these in what holds no number says it, whatever stands around it: "Anonymous Caller", "Private Number".
_ROOTS = (
    "anonym",
    "blocked",
    "hidden",
    "private",
    "restrict",
    "suppress",
    "unavail",
    "unknown",
    "unlisted",
    "withheld",
)
_SPELLED = ("anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld", "unlisted", "hidden")
_KEYS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
# +266696687 is ANONYMOUS on a telephone's keys. Twilio's pages spell RESTRICTED with a slip, +7378742883.
_ON_KEYS = frozenset(word.translate(_KEYS) for word in _SPELLED) | {"7378742883"}


def read_caller(told: str) -> str:
    """Return the number or name that calls, out of an address if it stands in one; nothing where it is withheld."""
    address = _ADDRESS.search(told)
    if address is None:
        caller = told.strip().strip("\"'<>").strip()
        return "" if _is_withheld(caller) else caller
    user, host = address.group(1), address.group(2) or ""
    # RFC 3323 withholds by sip:anonymous@anonymous.invalid; some exchanges change only one of the two.
    return "" if host.lower().endswith("anonymous.invalid") or _is_withheld(user) else user


def _is_withheld(caller: str) -> bool:
    digits = "".join(character for character in caller if character.isdigit())
    if digits.strip("0"):
        return digits in _ON_KEYS
    said = fold_plain(caller)
    return not said.strip("0 ") or said in _PHRASES or any(root in said for root in _ROOTS)
