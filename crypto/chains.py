"""A hash chain of salted commitments: a reader who keeps one head notices any change before it.

A line commits to its details by SHA-256 over a random salt and the details. The details can later be destroyed with
their salt: the chain still verifies, and what the line said cannot be guessed.
"""

import hashlib
import secrets

SALT_BYTES = 16
HEAD_BYTES = 32
FIRST_HEAD = bytes(HEAD_BYTES)


def new_salt() -> bytes:
    """Return a fresh salt."""
    return secrets.token_bytes(SALT_BYTES)


def commit(details: bytes, *, salt: bytes) -> bytes:
    """Return the commitment to ``details``."""
    return hashlib.sha256(b"homthu/1/commitment" + salt + details).digest()


def extend(head: bytes, *, number: int, commitment: bytes) -> bytes:
    """Return the head after line ``number``."""
    return hashlib.sha256(b"homthu/1/line" + head + number.to_bytes(8, "big") + commitment).digest()
