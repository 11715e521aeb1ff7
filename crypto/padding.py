"""Padmé padding: lengths reveal only a step, and cost at most 12 % (Nikitin et al., PETS 2019, "Reducing Metadata
Leakage from Encrypted Files and Communication with PURBs", algorithm 1).

A padded text is its length as four big-endian bytes, the text, then zeros.
"""

import struct

from crypto.errors import Unopenable

MINIMUM_BYTES = 256
_LENGTH = struct.Struct(">I")


def padded_size(size_bytes: int) -> int:
    """Return the number of bytes that a text of ``size_bytes`` (its length prefix included) occupies once padded."""
    if size_bytes <= MINIMUM_BYTES:
        return MINIMUM_BYTES
    exponent = size_bytes.bit_length() - 1
    mantissa_bits = exponent.bit_length()
    step = 1 << (exponent - mantissa_bits)
    return -(-size_bytes // step) * step


def pad(plaintext: bytes, *, least_bytes: int = MINIMUM_BYTES) -> bytes:
    """Return ``plaintext``, its length before it and zeros after it; ``least_bytes`` where it fits into them."""
    framed = _LENGTH.pack(len(plaintext)) + plaintext
    return framed.ljust(max(least_bytes, padded_size(len(framed))), b"\0")


def unpad(padded: bytes, *, least_bytes: int = MINIMUM_BYTES) -> bytes:
    """Return what :func:`pad` was given. What was padded before there was a least size is read too.

    Raises Unopenable where the frame contradicts itself.
    """
    if len(padded) < _LENGTH.size:
        raise Unopenable
    (length,) = _LENGTH.unpack_from(padded)
    plaintext, rest = padded[_LENGTH.size : _LENGTH.size + length], padded[_LENGTH.size + length :]
    usual = padded_size(_LENGTH.size + length)
    if len(plaintext) != length or len(padded) not in (usual, max(least_bytes, usual)) or rest.strip(b"\0"):
        raise Unopenable
    return plaintext
