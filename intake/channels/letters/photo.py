"""The photo of a letter: looked at by its first bytes only, because it is opened nowhere here."""

from collections.abc import Mapping

from intake.ground.errors import PhotoRefused

LARGEST_BYTES = 10 * 1024 * 1024

_BEGINNINGS: Mapping[bytes, str] = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
# ISO/IEC 23008-12: the brands that telephones write.
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"heis")


def read_media_type(content: bytes) -> str:
    """Return what kind of picture this is. Raises PhotoRefused for what is none, or is too large."""
    if len(content) > LARGEST_BYTES:
        raise PhotoRefused("too_large")
    for beginning, media_type in _BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "image/heic"
    raise PhotoRefused("no_photo")
