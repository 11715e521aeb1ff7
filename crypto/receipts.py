"""Receipts: the sixteen characters with which a resident opens the thread again.

Fifteen characters of Crockford's base 32 hold 75 random bits; the sixteenth is a check character (ISO/IEC 7064, hybrid
system MOD 33,32: the standard's MOD 37,36 over our alphabet), so that nearly every slip of the pen is told from a
wrong receipt without asking the database. The receipt itself is never stored: HKDF gives a digest to find the tip by,
a key that locks the tip's seed, a seed of its own, and the tip's id.
"""

import re
import secrets
import unicodedata
from typing import Self

from stdnum.iso7064 import mod_37_36

from crypto.contexts import Context
from crypto.derivation import derive
from crypto.errors import ReceiptMistyped
from crypto.keys import Key, Seed
from crypto.secrecy import Secret

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_GROUP = 4
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LONGEST_TYPED = 200
# What people write before it: "Mã: …", "MÃ BIÊN NHẬN …", "Receipt …". With a colon it may be anything of a line.
_LABEL = re.compile(r"^[^:]*:|^\W*(?:(?:MÃ|MA|BIÊN|BIEN|NHẬN|NHAN|CODE|RECEIPT)\b\W*)+")
_ID_BYTES = 16


class Receipt(Secret):
    """A receipt. Its text shows only when asked for by name."""

    __slots__ = ("_characters",)

    def __init__(self, characters: str) -> None:
        """Raise ReceiptMistyped unless these are sixteen characters of the alphabet with a right check character."""
        if len(characters) != LENGTH or not mod_37_36.is_valid(characters, alphabet=ALPHABET):
            raise ReceiptMistyped
        self._characters = characters

    @classmethod
    def mint(cls) -> Self:
        """Return a new receipt from the operating system's random source."""
        data = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
        return cls(data + mod_37_36.calc_check_digit(data, alphabet=ALPHABET))

    @classmethod
    def parse(cls, typed: str) -> Self:
        """Read what a person typed: any case and width, with whatever signs between and around, O for 0, I and L for 1.

        A word before it, as in "Mã: …", is passed over. Raises ReceiptMistyped.
        """
        if len(typed) > _LONGEST_TYPED:
            raise ReceiptMistyped
        plain = unicodedata.normalize("NFKC", typed).upper()
        characters = _keep_characters(plain)
        if len(characters) > LENGTH:
            characters = _keep_characters(_LABEL.sub("", plain))
        return cls(characters)

    def reveal(self) -> str:
        """Return the receipt as people read it, in four groups: ``K7M2-PQ3D-…``. For the resident's page only."""
        return "-".join(self._characters[start : start + _GROUP] for start in range(0, LENGTH, _GROUP))

    @property
    def digest(self) -> bytes:
        """Thirty-two bytes by which the tip is found; they do not lead back to the receipt."""
        return self._derive(b"homthu/1/receipt-digest", 32)

    @property
    def locking_key(self) -> Key:
        """The key that locks the tip's seed for the resident."""
        return Key(self._derive(b"homthu/1/receipt-key", 32))

    @property
    def seed(self) -> Seed:
        """The receipt's own key pair: to its public half others seal what only the receipt is to open."""
        return Seed(self._derive(b"homthu/1/receipt-seed", 32))

    @property
    def tip_id_bytes(self) -> bytes:
        """The tip's id: the same form sent twice names the same tip before anything is stored."""
        return self._derive(b"homthu/1/receipt-tip-id", _ID_BYTES)

    def _derive(self, label: bytes, length_bytes: int) -> bytes:
        return derive(self._characters.encode(), Context(label), length_bytes=length_bytes)

    def __repr__(self) -> str:
        return "<Receipt>"

    __str__ = __repr__


def _keep_characters(text: str) -> str:
    """Return the letters and digits, foreign ones too: those make a receipt mistyped, and are not passed over."""
    return "".join(character for character in text if character.isalnum()).translate(_FORGIVEN)
