"""Transcripts: all that people vouch for in one ceremony, in one run of bytes that they compare and tools bind to.

A transcript is a version byte, then the kind of ceremony, then each field's name and value in a fixed order; each of
these is its length as four big-endian bytes and its UTF-8. Nothing else is left to a reader's judgement, so two
transcripts are equal where their bytes are.
"""

import hashlib
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from crypto.errors import TranscriptMalformed
from crypto.stretching import RECOMMENDED_COST, PassphraseCost, stretch

_VERSION = b"\x01"
_LENGTH = struct.Struct(">I")
_MAX_BYTES = 65_536
_DIGITS, _GROUP = 20, 4
_SALT = b"homthu/1/compare"


@dataclass(frozen=True, slots=True)
class Transcript:
    """What one ceremony is about. Values are texts; ids and fingerprints stand as hexadecimal digits."""

    kind: str
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return a field's value. Raises TranscriptMalformed where there is none of the name."""
        found = [value for known, value in self.fields if known == name]
        if len(found) != 1:
            raise TranscriptMalformed
        return found[0]

    def encode(self) -> bytes:
        """Return the bytes that are compared and bound to."""
        parts = [self.kind, *(part for field in self.fields for part in field)]
        return _VERSION + b"".join(_LENGTH.pack(len(raw)) + raw for raw in (part.encode() for part in parts))

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        """Read what :meth:`encode` wrote, and nothing else. Raises TranscriptMalformed."""
        if len(raw) > _MAX_BYTES or raw[:1] != _VERSION:
            raise TranscriptMalformed
        parts, at = list[str](), 1
        while at < len(raw):
            part, at = _read_part(raw, at)
            parts.append(part)
        if not len(parts) % 2:
            raise TranscriptMalformed
        kind, *rest = parts
        made = cls(kind, tuple(zip(rest[::2], rest[1::2], strict=True)))
        if len({name for name, _value in made.fields}) != len(made.fields):
            raise TranscriptMalformed
        return made


def _read_part(raw: bytes, at: int) -> tuple[str, int]:
    start = at + _LENGTH.size
    if start > len(raw):
        raise TranscriptMalformed
    (length,) = _LENGTH.unpack_from(raw, at)
    if start + length > len(raw):
        raise TranscriptMalformed
    try:
        return raw[start : start + length].decode(), start + length
    except UnicodeDecodeError as error:
        raise TranscriptMalformed from error


def digest_transcript(raw: bytes) -> str:
    """Return SHA-256 of a transcript's bytes as hexadecimal digits: seals and statements are bound to it.

    Empty where there is none: a ceremony of a kind that compares the asker's key alone.
    """
    return hashlib.sha256(raw).hexdigest() if raw else ""


# A transcript holds no secret: custodians read all of it, and the paper carries the digits.
@lru_cache(maxsize=256)
def comparison_groups(raw: bytes, *, cost: PassphraseCost = RECOMMENDED_COST) -> str:
    """Return the twenty digits by which people know a transcript: ``1234 5678 9012 3456 7890``.

    Twenty digits are 66 bits, and each guess costs an Argon2id over the whole transcript, installation and request in
    it: a twin can neither be searched for nor be kept in a table for others.
    """
    stretched = stretch(raw, salt=_SALT, length=16, cost=cost)
    digits = f"{int.from_bytes(stretched, 'big') % 10**_DIGITS:0{_DIGITS}}"
    return " ".join(digits[start : start + _GROUP] for start in range(0, _DIGITS, _GROUP))
