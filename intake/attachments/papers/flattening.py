"""PDF: every page becomes a picture of itself, with its words above it. No link, script or attachment comes out."""

from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from intake.attachments.budget import Allowance
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_PAGES
from intake.attachments.losses import Loss
from intake.attachments.made import Made
from intake.attachments.papers.words import MOST_LETTERS, list_lines
from intake.attachments.pictures.binding import Line, Page, PaperWriter
from intake.attachments.pictures.drawing import draw_large, draw_small
from intake.attachments.spending import is_spent

_LONGEST_SIDE = 2000
_MOST_POINTS = 14_400.0
"""What ISO 32000-1, annex C, allows a page's side."""
_QUALITY = 80
_XFA = frozenset({pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND})


def flatten_paper(content: bytes, allowance: Allowance) -> Made:
    """Return what is kept of the PDF. Raises FileRefused."""
    document = _open(content)
    if _is_unreadable_form(document):
        raise FileRefused(Why.FORM)
    # Without it what was typed into a form is not drawn; it has to be asked for before a page is loaded.
    document.init_forms()
    writer, small, losses = PaperWriter(allowance.made_bytes), b"", set[Loss]()
    for number in range(len(document)):
        drawn = _draw(document, number)
        if drawn is None:
            losses.add(Loss.CUT_OFF)
            continue
        if number >= MOST_PAGES or is_spent(allowance) or not writer.add(drawn.page):
            losses.add(Loss.FIRST_PAGES)
            break
        small = small or drawn.small
        if drawn.has_more_words:
            losses.add(Loss.TEXT_MISSING)
    if not small:
        raise FileRefused(Why.TOO_LARGE if Loss.FIRST_PAGES in losses else Why.BROKEN)
    return Made("application/pdf", writer.finish(), small, tuple(losses))


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise FileRefused(Why.LOCKED if _is_about_a_lock(error) else Why.BROKEN) from error
    if not len(document):
        raise FileRefused(Why.BROKEN)
    return document


def _is_about_a_lock(error: pypdfium2.PdfiumError) -> bool:
    said = str(error).lower()
    return "password" in said or "security" in said


def _is_unreadable_form(document: pypdfium2.PdfDocument) -> bool:
    """Say whether its page holds one sentence, that another program is needed: the form is in a language of Adobe's.

    Many forms have their fields in both languages, and those can be drawn.
    """
    kind = document.get_formtype()
    return kind == pdfium.FORMTYPE_XFA_FULL or (kind in _XFA and not pdfium.FPDFPage_GetAnnotCount(document[0]))


@dataclass(frozen=True, slots=True)
class _Drawn:
    page: Page
    small: bytes
    has_more_words: bool
    """Than are kept beside the picture."""


def _draw(document: pypdfium2.PdfDocument, number: int) -> _Drawn | None:
    """Return the page as a picture, with its words; None where it is damaged."""
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width <= _MOST_POINTS and 0 < height <= _MOST_POINTS):
            return None
        picture = _render(page, max(width, height))
        lines = _read_words(document, page, number)
    except pypdfium2.PdfiumError:
        return None
    jpeg = draw_large(picture, quality=_QUALITY)
    has_more = sum(len(line.text) for line in lines) >= MOST_LETTERS
    return _Drawn(Page(jpeg, picture.size, (width, height), lines), draw_small(picture), has_more)


def _render(page: pypdfium2.PdfPage, longest: float) -> Image.Image:
    picture: Image.Image = page.render(scale=_LONGEST_SIDE / longest, may_draw_forms=True, draw_annots=True).to_pil()
    return picture.convert("RGB")


def _read_words(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, number: int) -> tuple[Line, ...]:
    """Read what the page says, fields of forms and remarks included: they are made part of the page for that."""
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
    page.close()
    return tuple(list_lines(document[number]))
