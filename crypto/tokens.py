"""Bearer tokens: the secret in a session cookie or in an invitation link.

The row in the database holds the token's digest, by which it is found, and something locked under the token's key; the
token itself is with its bearer only.
"""

import base64
import binascii
import secrets
from typing import Self

from crypto.contexts import Context
from crypto.derivation import KEY_BYTES, derive
from crypto.errors import KeyMalformed
from crypto.keys import Key
from crypto.secrecy import Secret


class Token(Secret):
    """A 256-bit bearer secret."""

    __slots__ = ("_raw",)

    def __init__(self, raw: bytes) -> None:
        """Raise KeyMalformed unless ``raw`` is 32 bytes."""
        if len(raw) != KEY_BYTES:
            raise KeyMalformed
        self._raw = raw

    @classmethod
    def generate(cls) -> Self:
        """Return a fresh token."""
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the URL-safe form. Raises KeyMalformed."""
        try:
            token = cls(base64.urlsafe_b64decode(text + "="))
        except (ValueError, binascii.Error) as error:
            raise KeyMalformed from error
        # The decoder passes over foreign characters; one token has one text.
        if token.reveal() != text:
            raise KeyMalformed
        return token

    def reveal(self) -> str:
        """Return the URL-safe form, for the bearer only."""
        return base64.urlsafe_b64encode(self._raw).rstrip(b"=").decode()

    @property
    def digest(self) -> bytes:
        """Thirty-two bytes by which the row is found."""
        return derive(self._raw, Context(b"homthu/1/token-digest"))

    @property
    def locking_key(self) -> Key:
        """The key that locks what the row carries for the bearer."""
        return Key(derive(self._raw, Context(b"homthu/1/token-key")))

    def __repr__(self) -> str:
        return "<Token>"
