"""The words of a PDF's page, as plain text with their places: what can be searched, and nothing that acts."""

import unicodedata
from collections.abc import Iterator

import pypdfium2

from intake.attachments.pictures.binding import Line

MOST_LETTERS = 20_000
"""Of one page: more than the smallest print holds."""
_MOST_PIECES = 5000


def list_lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    """Yield the page's words piece by piece, where they are seen: a page may lie on its side."""
    text, letters = page.get_textpage(), MOST_LETTERS
    for number in range(min(text.count_rects(), _MOST_PIECES)):
        place = text.get_rect(number)
        words = clean(text.get_text_bounded(*place))[:letters]
        letters -= len(words)
        if not letters and not words:
            return
        if words.strip():
            yield _place(words, place, page)


def _place(words: str, place: tuple[float, float, float, float], page: pypdfium2.PdfPage) -> Line:
    """Return the words at their place from the lower left corner of the page as it is shown (ISO 32000-1, 7.7.3.3)."""
    left, bottom, right, top = page.get_bbox()
    x, y, wide, high = place[0] - left, place[1] - bottom, place[2] - place[0], place[3] - place[1]
    match page.get_rotation():
        case 90:
            return Line(words, y, right - left - x - wide, high, wide)
        case 180:
            return Line(words, right - left - x - wide, top - bottom - y - high, wide, high)
        case 270:
            return Line(words, top - bottom - y - high, x, high, wide)
        case _:
            return Line(words, x, y, wide, high)


def clean(text: str) -> str:
    """Return the text without what is not a letter of it: control, private and undefined characters."""
    plain = " ".join(text.split())
    return "".join(letter for letter in plain if unicodedata.category(letter)[0] != "C" and ord(letter) < 1 << 16)
