"""Bytes of a picture put right before a decoder meets them, as browsers do: what is beside the dots is left out."""

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
# What says how the dots look; eXIf says how the telephone was held. PNG (third edition), 11.
_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"eXIf"))
_LARGEST_SIDE_CHUNK = 1 << 20
_SIDE = frozenset((b"iCCP", b"eXIf"))
_RIFF_HEAD = 12


def drop_side_chunks(content: bytes) -> bytes:
    """Return a PNG without chunks of text, time, animation and whatever else may be broken; others as they are."""
    if not content.startswith(_PNG):
        return content
    return _PNG + b"".join(chunk for kind, chunk in _list_chunks(content) if kind in _KEPT)


def _list_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(_PNG)
    while start + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, start)
        end = start + 12 + length
        if kind not in _SIDE or (length <= _LARGEST_SIDE_CHUNK and _is_whole(content[start:end])):
            yield kind, content[start:end]
        start = end


def _is_whole(chunk: bytes) -> bool:
    from zlib import crc32  # noqa: PLC0415, for the two kinds that are seldom there

    return len(chunk) > 12 and struct.unpack(">I", chunk[-4:])[0] == crc32(chunk[4:-4])  # noqa: PLR2004


def fill_up(content: bytes) -> bytes:
    """Return a WebP that ends too early with nothing where its end was, so that the decoder shows what is there.

    The container names its length, and that of its chunks (RFC 9649); other formats are returned as they are.
    """
    if not (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return content
    length = 8 + int.from_bytes(content[4:8], "little")
    missing = length - len(content)
    # Never more than what is there: a head that names four gigabytes gets none.
    return content + bytes(missing) if 0 < missing <= max(len(content), _RIFF_HEAD) * 64 else content
