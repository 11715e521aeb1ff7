"""Opening a picture whatever it is: decoders are named, not guessed, and what is cut off is shown as far as it goes."""

from dataclasses import dataclass, replace
from io import BytesIO

import pillow_heif
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,  # noqa: F401, each of these says to the library that it is there
    GifImagePlugin,  # noqa: F401
    Image,
    ImageFile,
    JpegImagePlugin,  # noqa: F401
    MpoImagePlugin,  # noqa: F401
    PngImagePlugin,  # noqa: F401
    TiffImagePlugin,  # noqa: F401
    WebPImagePlugin,  # noqa: F401
)

from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_DOTS, MOST_JPEG_DOTS
from intake.attachments.pictures.mending import drop_side_chunks, fill_up, is_avif, is_moving_png, name_plainly

_READ = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP", "TIFF")
_AV1 = ("AVIF",)
# These can be decoded at a smaller scale.
_MOVING = frozenset({"GIF", "WEBP", "AVIF", "HEIF"})
_SCALED = frozenset({"JPEG", "MPO"})

Image.MAX_IMAGE_PIXELS = None
"""Our own limit is told before a dot is decoded; the library's is lower, and only warns."""
pillow_heif.options.DECODE_THREADS = 1
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pillow_heif.register_heif_opener(thumbnails=False)
# Every other format that the library knows stays unasked.
Image._initialized = 2  # noqa: SLF001, the library offers no other way to keep it from loading all


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture whose first frame is decoded."""

    picture: Image.Image
    size: tuple[int, int]
    """Of the file; a JPEG may have been decoded smaller."""
    is_cut_off: bool
    is_moving: bool = False
    """It has more frames than the one that is shown."""


def open_picture(content: bytes, *, side: int) -> Opened:
    """Return the picture; a JPEG may come smaller than it is, never under ``side``.

    Raises FileRefused, or whatever the decoder raises.
    """
    is_moving_one = is_moving_png(content)
    content = name_plainly(drop_side_chunks(content))
    try:
        opened = _decode(content, side, is_cut_off=False)
        return replace(opened, is_moving=is_moving_one or opened.is_moving)
    except FileRefused:
        raise
    except (OSError, SyntaxError, ValueError, EOFError):
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        opened = _decode(fill_up(content), side, is_cut_off=True)
        if _is_empty(opened.picture):
            raise FileRefused(Why.BROKEN) from None
        return opened


def _decode(content: bytes, side: int, *, is_cut_off: bool) -> Opened:
    # Both readers of HEIF would take one that holds AV1, and only one of them can decode it.
    picture = Image.open(BytesIO(content), formats=_AV1 if is_avif(content) else _READ)
    check_dots(picture)
    size = picture.size
    if picture.format in _SCALED:
        picture.draft(None, (side, side))
    picture.load()
    is_moving = picture.format in _MOVING and bool(getattr(picture, "is_animated", False))
    return Opened(picture, size, is_cut_off, is_moving)


def check_dots(picture: Image.Image) -> None:
    """Raise FileRefused for more dots than can be decoded here."""
    most = MOST_JPEG_DOTS if picture.format in _SCALED else MOST_DOTS
    if picture.width * picture.height > most:
        raise FileRefused(Why.TOO_LARGE)


def _is_empty(picture: Image.Image) -> bool:
    """Say whether not one dot was decoded: all of them are as the decoder found them."""
    return all(len(set(band.getextrema())) == 1 for band in picture.convert("RGB").split())
