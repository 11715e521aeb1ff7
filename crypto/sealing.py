"""Seal and open: public-key envelopes that only the holder of a seed can read.

HPKE base mode (RFC 9180) with the X-Wing KEM (ML-KEM-768 + X25519, KEM id 0x647A), HKDF-SHA256 and
ChaCha20-Poly1305: secret also from one who records today and owns a quantum computer later. HPKE alone proves no
sender: who may write is proved by signatures (:mod:`crypto.signing`) and by locks (:mod:`crypto.locking`).
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from crypto.contexts import Context
from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import PublicKey, Seed
from crypto.padding import pad, unpad

_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


def seal(plaintext: bytes, *, to: PublicKey, context: Context) -> bytes:
    """Return ``plaintext``, padded, sealed to the holder of ``to``; it opens in ``context`` only."""
    return wrap(Kind.SEALED_TEXT, _SUITE.encrypt(pad(plaintext), to.sealing_key, info=context))


def open_sealed(sealed: bytes, *, seed: Seed, context: Context) -> bytes:
    """Return what was sealed. Raises Unopenable."""
    return unpad(_open(Kind.SEALED_TEXT, sealed, seed, context))


def seal_seed(secret: Seed, *, to: PublicKey, context: Context) -> bytes:
    """Seal a seed. Seeds have one size, so they need no padding."""
    return wrap(Kind.SEALED_SEED, _SUITE.encrypt(secret.reveal(), to.sealing_key, info=context))


def open_seed(sealed: bytes, *, seed: Seed, context: Context) -> Seed:
    """Return the seed that was sealed. Raises Unopenable."""
    try:
        return Seed(_open(Kind.SEALED_SEED, sealed, seed, context))
    except KeyMalformed as error:
        raise Unopenable from error


def _open(kind: Kind, sealed: bytes, seed: Seed, context: Context) -> bytes:
    payload = unwrap(kind, sealed)
    try:
        return _SUITE.decrypt(payload, seed.opening_key, info=context)
    except (InvalidTag, ValueError) as error:
        raise Unopenable from error
