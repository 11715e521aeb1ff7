"""Bytes of a picture put right before a decoder meets them, as browsers do: what is beside the dots is left out."""

import struct
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
# What says how the dots look; eXIf says how the telephone was held. PNG (third edition), 11.
_KEPT = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"iCCP", b"eXIf"))
_LARGEST_SIDE_CHUNK = 1 << 20
_SIDE = frozenset((b"iCCP", b"eXIf"))
_RIFF_HEAD = 12
_DOTS = frozenset((b"VP8 ", b"VP8L"))
_MOST_FILLING = 64
# Bits of a WebP's head that announce EXIF and XMP behind the dots.
_DESCRIBED = 0b1100
_KNOWN_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1", b"avif", b"avis")
)


def drop_side_chunks(content: bytes) -> bytes:
    """Return a PNG without chunks of text, time, animation and whatever else may be broken; others as they are."""
    if not content.startswith(_PNG):
        return content
    return _PNG + b"".join(chunk for kind, chunk in _list_chunks(content) if kind in _KEPT)


def is_moving_png(content: bytes) -> bool:
    """Say whether a PNG announces an animation, which has to stand before its dots (PNG, third edition, 4.9)."""
    return content.startswith(_PNG) and b"acTL" in content[: content.find(b"IDAT")]


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
    """Return a WebP that ends too early so that its decoder shows what is there; other formats as they are.

    The chunk of dots that is cut off gets nothing for its end, and what came behind it is left out (RFC 9649).
    """
    if not (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return content
    body, start = bytearray(b"WEBP"), _RIFF_HEAD
    while start + 8 <= len(content):
        kind, length = content[start : start + 4], int.from_bytes(content[start + 4 : start + 8], "little")
        chunk = content[start : start + 8 + length + length % 2]
        missing = 8 + length + length % 2 - len(chunk)
        # Never much more than what is there: a head that names four gigabytes gets none.
        if missing and (kind not in _DOTS or missing > len(content) * _MOST_FILLING):
            break
        body += chunk + bytes(missing)
        start += len(chunk)
    if body[4:8] == b"VP8X":
        body[12] &= ~_DESCRIBED
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def name_plainly(content: bytes) -> bytes:
    """Return a HEIF with a brand that its reader knows; there are more than it has heard of (ISO/IEC 23008-12)."""
    if content[4:8] != b"ftyp" or content[8:12] in _KNOWN_BRANDS:
        return content
    return content[:8] + b"mif1" + content[12:]


def is_avif(content: bytes) -> bool:
    """Say whether its first box names it as AV1, first or among the other brands."""
    length = min(int.from_bytes(content[:4], "big"), 256)
    return content[4:8] == b"ftyp" and any(brand in content[8:length] for brand in (b"avif", b"avis"))
