"""HKDF-SHA256 (RFC 5869), the one way in which a key comes from another key."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.contexts import Context

KEY_BYTES = 32


def derive(secret: bytes, context: Context, *, length_bytes: int = KEY_BYTES) -> bytes:
    """Return ``length_bytes`` bytes that depend on ``secret`` and on ``context`` and reveal neither."""
    return HKDF(algorithm=SHA256(), length=length_bytes, salt=None, info=context).derive(secret)
