"""Message authentication codes (HMAC, RFC 2104): our keyed digests, and the codes that partners' webhooks carry.

A digest finds a row again without saying what it was made of; whoever lacks the key can neither make nor try one.
"""

from cryptography.hazmat.primitives.hashes import SHA1, SHA256, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

from crypto.contexts import Context
from crypto.keys import Key


def digest(value: bytes, *, key: Key, context: Context) -> bytes:
    """Return thirty-two bytes that depend on ``value``, on ``key`` and on ``context``."""
    return hmac_sha256(key.derive_key(context).reveal(), value)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA256, for partners' signatures."""
    return _hmac(SHA256(), key, message)


def hmac_sha1(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA1, for the one partner interface that still signs with it. Never for anything of ours."""
    return _hmac(SHA1(), key, message)  # noqa: S303, the provider's choice; HMAC does not need SHA-1 to resist collisions


def _hmac(algorithm: HashAlgorithm, key: bytes, message: bytes) -> bytes:
    code = HMAC(key, algorithm)
    code.update(message)
    return code.finalize()
