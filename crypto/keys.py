"""The three kinds of key: a symmetric key, a seed (private half), a public key.

None of them shows its bytes in a ``repr``, and none can be pickled: a private key that reaches a log or a cache has
reached everybody who reads it.
"""

import hashlib
import secrets
from functools import cached_property, lru_cache
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from crypto.contexts import Context
from crypto.derivation import KEY_BYTES, derive
from crypto.errors import KeyMalformed
from crypto.secrecy import Secret

MLKEM_PUBLIC_BYTES = 1184
X25519_PUBLIC_BYTES = 32
ED25519_PUBLIC_BYTES = 32
SEALING_PUBLIC_BYTES = MLKEM_PUBLIC_BYTES + X25519_PUBLIC_BYTES
PUBLIC_KEY_BYTES = SEALING_PUBLIC_BYTES + ED25519_PUBLIC_BYTES

_MLKEM_SEED_BYTES = 64
_SIGNING = Context(b"homthu/1/signing-key")


class _Secret(Secret):
    """Thirty-two secret bytes that do not show themselves."""

    __slots__ = ("__dict__", "_raw")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise KeyMalformed
        self._raw = bytes(raw)

    @classmethod
    def generate(cls) -> Self:
        """Return a fresh one from the operating system's random source."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def reveal(self) -> bytes:
        """Return the bytes, for storing them in a key directory or inside another envelope, and for nothing else."""
        return self._raw

    def derive_key(self, context: Context) -> "Key":
        """Return the key that belongs to this secret in ``context``."""
        return Key(derive(self._raw, context))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and secrets.compare_digest(self._raw, other._raw)

    __hash__ = None  # type: ignore[assignment]


class Key(_Secret):
    """A symmetric key: a month's key, the pepper, or one derived from a seed or a receipt."""

    __slots__ = ()


class Seed(_Secret):
    """The private half of an X-Wing key pair (draft-connolly-cfrg-xwing-kem), and of an Ed25519 key beside it.

    SHAKE-256(seed, 96) gives 64 bytes for ML-KEM-768 and 32 for X25519. The library's key object exports nothing, so
    the seed is what is kept.
    """

    __slots__ = ()

    def as_key(self) -> Key:
        """Return the seed as the key of symmetric locks. Each lock derives another key from it by its context."""
        return Key(self._raw)

    @cached_property
    def opening_key(self) -> MLKEM768X25519PrivateKey:
        """The library's private key, for opening seals."""
        return MLKEM768X25519PrivateKey(self._mlkem, self._x25519)

    @cached_property
    def signing_key(self) -> Ed25519PrivateKey:
        """The Ed25519 key (RFC 8032) derived from the same seed under its own label."""
        return Ed25519PrivateKey.from_private_bytes(derive(self._raw, _SIGNING))

    @cached_property
    def public_key(self) -> "PublicKey":
        """The public half."""
        return PublicKey(
            self._mlkem.public_key().public_bytes_raw()
            + self._x25519.public_key().public_bytes_raw()
            + self.signing_key.public_key().public_bytes_raw()
        )

    @cached_property
    def _expanded(self) -> bytes:
        return hashlib.shake_256(self._raw).digest(_MLKEM_SEED_BYTES + X25519_PUBLIC_BYTES)

    @cached_property
    def _mlkem(self) -> MLKEM768PrivateKey:
        return MLKEM768PrivateKey.from_seed_bytes(self._expanded[:_MLKEM_SEED_BYTES])

    @cached_property
    def _x25519(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self._expanded[_MLKEM_SEED_BYTES:])


class PublicKey:
    """The public half of a :class:`Seed`: 1,184 bytes ML-KEM-768, 32 bytes X25519, 32 bytes Ed25519."""

    __slots__ = ("raw",)

    def __init__(self, raw: bytes) -> None:
        """Raise KeyMalformed where the bytes are no public key."""
        self.raw = bytes(raw)
        if len(self.raw) != PUBLIC_KEY_BYTES:
            raise KeyMalformed
        _load_sealing_key(self.raw[:SEALING_PUBLIC_BYTES])

    @property
    def sealing_key(self) -> MLKEM768X25519PublicKey:
        """The library's public key, for sealing."""
        return _load_sealing_key(self.raw[:SEALING_PUBLIC_BYTES])

    @property
    def verifying_key(self) -> Ed25519PublicKey:
        """The Ed25519 key that verifies this holder's signatures."""
        return _load_verifying_key(self.raw[SEALING_PUBLIC_BYTES:])

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the public key, as 64 hexadecimal characters."""
        return hashlib.sha256(self.raw).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __repr__(self) -> str:
        return f"<PublicKey {self.fingerprint[:16]}>"


# Public keys are no secret, and parsing one costs a tenth of a seal: a bounded cache is safe here. A parsed one takes
# 20 KB, and each tip brings a key of its own, so the cache holds what one commune's posts need.
@lru_cache(maxsize=128)
def _load_sealing_key(raw: bytes) -> MLKEM768X25519PublicKey:
    try:
        x25519 = X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_BYTES:])
        # A point of small order makes every exchange fail (RFC 7748, section 6.1): better here than at a seal.
        X25519PrivateKey.generate().exchange(x25519)
        return MLKEM768X25519PublicKey(MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_BYTES]), x25519)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyMalformed from error


@lru_cache(maxsize=1024)
def _load_verifying_key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
