"""Lock and unlock: symmetric envelopes (ChaCha20-Poly1305, RFC 8439).

The key that meets the cipher is always derived from the given key *and* the context, so each row has a key of its own,
a moved row does not unlock, and random 96-bit nonces never come near their bound.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.contexts import Context
from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key, Seed
from crypto.padding import MINIMUM_BYTES, pad, unpad

_NONCE_BYTES = 12
_TAG_BYTES = 16


def lock(plaintext: bytes, *, key: Key, context: Context, least_bytes: int = MINIMUM_BYTES) -> bytes:
    """Return ``plaintext``, padded and locked under ``key``; it unlocks in ``context`` only.

    ``least_bytes`` is one size for all plaintexts that fit into it, where not even a step may show.
    """
    return wrap(Kind.LOCKED_TEXT, _encrypt(pad(plaintext, least_bytes=least_bytes), key, context))


def unlock(locked: bytes, *, key: Key, context: Context, least_bytes: int = MINIMUM_BYTES) -> bytes:
    """Return what was locked. Raises Unopenable."""
    return unpad(_decrypt(unwrap(Kind.LOCKED_TEXT, locked), key, context), least_bytes=least_bytes)


def lock_seed(seed: Seed, *, key: Key, context: Context) -> bytes:
    """Lock a seed. Seeds have one size, so they need no padding."""
    return wrap(Kind.LOCKED_SEED, _encrypt(seed.reveal(), key, context))


def unlock_seed(locked: bytes, *, key: Key, context: Context) -> Seed:
    """Return the seed that was locked. Raises Unopenable."""
    try:
        return Seed(_decrypt(unwrap(Kind.LOCKED_SEED, locked), key, context))
    except KeyMalformed as error:
        raise Unopenable from error


def _encrypt(plaintext: bytes, key: Key, context: Context) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key.derive_key(context).reveal()).encrypt(nonce, plaintext, context)


def _decrypt(payload: bytes, key: Key, context: Context) -> bytes:
    if len(payload) < _NONCE_BYTES + _TAG_BYTES:
        raise Unopenable
    nonce, ciphertext = payload[:_NONCE_BYTES], payload[_NONCE_BYTES:]
    try:
        return ChaCha20Poly1305(key.derive_key(context).reveal()).decrypt(nonce, ciphertext, context)
    except InvalidTag as error:
        raise Unopenable from error
