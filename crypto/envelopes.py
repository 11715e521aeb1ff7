"""The first byte of everything we store says which version and which kind of envelope it is.

A seal that is read as a lock, or a text that is read as a seed, is refused before any key touches it. A new algorithm
gets a new byte; the old one stays readable.
"""

from enum import IntEnum

from crypto.errors import Unopenable


class Kind(IntEnum):
    """Envelope bytes in use: the high half is the version (1), the low half the kind."""

    SEALED_TEXT = 0x11
    SEALED_SEED = 0x12
    LOCKED_TEXT = 0x13
    LOCKED_SEED = 0x14
    PASSPHRASE_LOCKED = 0x15
    SIGNATURE = 0x16
    LOCKED_CHUNK = 0x17


def wrap(kind: Kind, payload: bytes) -> bytes:
    """Put the kind's byte before ``payload``."""
    return bytes((kind,)) + payload


def unwrap(kind: Kind, envelope: bytes) -> bytes:
    """Return the payload. Raises Unopenable unless the envelope is of just this kind and version."""
    if envelope[:1] != bytes((kind,)):
        raise Unopenable
    return envelope[1:]
