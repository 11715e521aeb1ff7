"""Pictures: decoded, turned the right way up, drawn anew. Nothing but the dots comes out."""

from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_DOTS

_LONGEST_SIDE = 4096
_SMALL_SIDE = 480
_QUALITY, _SMALL_QUALITY = 88, 70
_READ = ("JPEG", "PNG", "WEBP", "HEIF")


def redraw_picture(content: bytes) -> tuple[bytes, bytes]:
    """Return a JPEG of the picture, and a small one. Raises FileRefused, or whatever the decoder raises."""
    pillow_heif.register_heif_opener(thumbnails=False)
    # Our own limit, told before a dot is decoded; the library's is lower, and only warns.
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(BytesIO(content), formats=_READ) as picture:
        if picture.width * picture.height > MOST_DOTS:
            raise FileRefused(Why.TOO_LARGE)
        # Only a JPEG can be decoded smaller than it is; for all others this does nothing.
        picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
        return draw(ImageOps.exif_transpose(picture))


def draw(picture: Image.Image) -> tuple[bytes, bytes]:
    """Return a JPEG of the dots alone, and a small one."""
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    plain = _flatten(picture)
    small = plain.copy()
    small.thumbnail((_SMALL_SIDE, _SMALL_SIDE))
    return _to_jpeg(plain, _QUALITY), _to_jpeg(small, _SMALL_QUALITY)


def _flatten(picture: Image.Image) -> Image.Image:
    """Return the dots on a sheet of their own: what else the library carries along stays behind."""
    layered = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    sheet = Image.new("RGB", layered.size, "white")
    sheet.paste(layered, mask=layered if layered.mode == "RGBA" else None)
    return sheet


def _to_jpeg(picture: Image.Image, quality: int) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality)
    return written.getvalue()
