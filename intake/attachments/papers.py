"""PDF: every page becomes a picture of itself. No text, link, script, form, attachment or name comes out."""

from io import BytesIO

import pypdfium2
from PIL import Image

from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_PAGES
from intake.attachments.pictures import draw

_LONGEST_SIDE = 2000
_QUALITY = 80
# Without these the library writes when the file was made, and by what.
_UNSAID = dict.fromkeys(("title", "author", "subject", "keywords", "creator", "producer", "creationDate", "modDate"))


def flatten_paper(content: bytes) -> tuple[bytes, bytes]:
    """Return a PDF of pictures, and a small picture of the first page. Raises FileRefused."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise FileRefused(Why.LOCKED if "password" in str(error).lower() else Why.BROKEN) from error
    if not 0 < len(document) <= MOST_PAGES:
        raise FileRefused(Why.TOO_LARGE if len(document) else Why.BROKEN)
    pages = [_render(document[number]) for number in range(len(document))]
    written = BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], quality=_QUALITY, **_UNSAID)
    _large, small = draw(pages[0])
    return written.getvalue(), small


def _render(page: pypdfium2.PdfPage) -> Image.Image:
    longest = max(page.get_size())
    if longest <= 0:
        raise FileRefused(Why.BROKEN)
    picture: Image.Image = page.render(scale=_LONGEST_SIDE / longest).to_pil()
    return picture.convert("RGB")
