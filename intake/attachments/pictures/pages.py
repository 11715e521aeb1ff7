"""Long pictures, as of a whole conversation: their width is kept, and they are cut into pages that can be read."""

from collections.abc import Iterator
from math import ceil

from PIL import Image

from intake.attachments.limits import MOST_PAGES
from intake.attachments.pictures.drawing import LONGEST_SIDE

_LONG = 2.5
"""How many times as high as wide a picture is that is long."""
_PAGE = 1.6
"""How many times as high as wide a page is."""
WIDEST = 1600
"""Dots across, which are kept: wider than any telephone's screen."""


def is_long(size: tuple[int, int]) -> bool:
    """Say whether a picture could no longer be read if it were brought to the usual size."""
    width, height = size
    return height > LONGEST_SIDE and height > _LONG * width


def cut_into_pages(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the pages from above; at most MOST_PAGES, higher ones where the picture is very long."""
    if picture.width > WIDEST:
        height = ceil(picture.height * WIDEST / picture.width)
        picture = picture.resize((WIDEST, height), Image.Resampling.LANCZOS)
    page = max(ceil(picture.width * _PAGE), ceil(picture.height / MOST_PAGES))
    for top in range(0, picture.height, page):
        yield picture.crop((0, top, picture.width, min(top + page, picture.height)))
