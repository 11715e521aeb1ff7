"""Drawing dots anew as JPEG: nothing but the dots comes out."""

from io import BytesIO

from PIL import (
    Image,
    JpegImagePlugin,  # noqa: F401, says to the library that it is there
)

LONGEST_SIDE = 4096
_SMALL_SIDE = 480
_QUALITY, _SMALL_QUALITY = 88, 70


def draw_large(picture: Image.Image, *, quality: int = _QUALITY) -> bytes:
    """Return a JPEG of a picture in red, green and blue."""
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()


def draw_small(picture: Image.Image) -> bytes:
    """Return a small JPEG of it; of a long one its beginning, so that something can be recognised."""
    longest = 2 * min(picture.size)
    small = picture.crop((0, 0, min(picture.width, longest), min(picture.height, longest)))
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    return draw_large(small, quality=_SMALL_QUALITY)
