"""Message authentication codes (HMAC, RFC 2104): our keyed digests, and the codes that partners' webhooks carry.

A digest finds a row again without saying what it was made of; without the key one can neither be made nor tried.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA512, Hash, HashAlgorithm
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


def hmac_sha512(key: bytes, message: bytes) -> bytes:
    """Return HMAC-SHA512, for partners' signatures."""
    return _hmac(SHA512(), key, message)


def hash_sha256(message: bytes) -> bytes:
    """Return SHA-256, where a partner's signature covers a hash of the body."""
    code = Hash(SHA256())
    code.update(message)
    return code.finalize()


def is_signed_by(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Say whether a partner's Ed25519 key (RFC 8032) signed the message; a key that is none signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _hmac(algorithm: HashAlgorithm, key: bytes, message: bytes) -> bytes:
    code = HMAC(key, algorithm)
    code.update(message)
    return code.finalize()
