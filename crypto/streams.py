"""Locking what is too large for one envelope: chunk by chunk, so that none can be left out, doubled or moved.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", CRYPTO 2015) over ChaCha20-Poly1305: each nonce holds the chunk's number and whether it
is the last. A key locks one file, and a number is used once: a new attempt takes a new key.

The length is padded before it is cut (Padmé, :mod:`crypto.padding`): a file is followed by the byte 0x80 and zeros, as
in ISO/IEC 7816-4, because its length is not known before its end.
"""

import struct
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from crypto.contexts import Context
from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import Unopenable
from crypto.keys import Key
from crypto.padding import padded_size

CHUNK_BYTES = 65_536
_NONCE = struct.Struct(">7xI?")
_END = b"\x80"


class StreamLocker:
    """Locks one file as it comes in. Use it once, with a key of its own."""

    def __init__(self, key: Key, context: Context) -> None:
        self._cipher = ChaCha20Poly1305(key.derive_key(context).reveal())
        self._context = context
        self._number = 0
        self._size_bytes = 0
        self._rest = bytearray()

    def add(self, plaintext: bytes) -> Iterator[bytes]:
        """Take more of the file, and yield the chunks that are full."""
        self._size_bytes += len(plaintext)
        self._rest += plaintext
        # A full chunk waits for what follows: only then is it known that it is not the last.
        while len(self._rest) > CHUNK_BYTES:
            yield self._lock(bytes(self._rest[:CHUNK_BYTES]), is_last=False)
            del self._rest[:CHUNK_BYTES]

    def finish(self) -> Iterator[bytes]:
        """Yield the last chunks. After this nothing can be added."""
        ending = padded_size(self._size_bytes + len(_END)) - self._size_bytes
        yield from self.add(_END.ljust(ending, b"\0"))
        yield self._lock(bytes(self._rest), is_last=True)
        self._rest.clear()

    def _lock(self, plaintext: bytes, *, is_last: bool) -> bytes:
        nonce = _NONCE.pack(self._number, is_last)
        self._number += 1
        return wrap(Kind.LOCKED_CHUNK, self._cipher.encrypt(nonce, plaintext, self._context))


def unlock_stream(chunks: Iterable[bytes], *, key: Key, context: Context) -> bytes:
    """Return the file. Raises Unopenable where a chunk was altered, moved, doubled or left out, the last one too."""
    return b"".join(unlock_pieces(chunks, key=key, context=context))


def unlock_pieces(chunks: Iterable[bytes], *, key: Key, context: Context) -> Iterator[bytes]:
    """Yield the file piece by piece, for one that is too large for the memory. Raises as :func:`unlock_stream`.

    A caller that acts on a piece before the end came acts on what may have been cut short.
    """
    cipher = ChaCha20Poly1305(key.derive_key(context).reveal())
    held = b""
    for number, (chunk, is_last) in enumerate(_mark_last(chunks)):
        try:
            content = held + cipher.decrypt(_NONCE.pack(number, is_last), unwrap(Kind.LOCKED_CHUNK, chunk), context)
        except InvalidTag as error:
            raise Unopenable from error
        # What may be the ending waits for what follows.
        end = len(content.rstrip(b"\0"))
        end -= content[end - 1 : end] == _END
        yield content[:end]
        held = content[end:]
    if held[:1] != _END:
        raise Unopenable


def _mark_last(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    waiting = iter(chunks)
    chunk = next(waiting, None)
    while chunk is not None:
        following = next(waiting, None)
        yield chunk, following is None
        chunk = following
