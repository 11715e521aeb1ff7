"""A picture becomes one that may be kept: a JPEG, or a PDF of pages where it is long or has several."""

from collections.abc import Iterable, Iterator

from PIL import Image

from intake.attachments.budget import Allowance
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_PAGES
from intake.attachments.losses import Loss
from intake.attachments.made import Made
from intake.attachments.pictures.binding import Page, PaperWriter
from intake.attachments.pictures.colours import is_of_print, to_screen
from intake.attachments.pictures.drawing import LONGEST_SIDE, draw_large, draw_small
from intake.attachments.pictures.opening import Opened, check_dots, open_picture
from intake.attachments.pictures.pages import WIDEST, cut_into_pages, is_long
from intake.attachments.pictures.turning import read_orientation, turn_upright
from intake.attachments.spending import is_spent

_PAGE_QUALITY = 82
# In a TIFF further pictures are pages; elsewhere they are frames, or the same picture for other purposes.
_PAGED = "TIFF"
# Modes that can be made smaller as they are.
_PLAIN = frozenset({"RGB", "RGBA", "L", "CMYK", "YCbCr"})


def redraw_picture(content: bytes, allowance: Allowance) -> Made:
    """Return what is kept of the picture. Raises FileRefused, or whatever the decoder raises."""
    opened = open_picture(content, side=LONGEST_SIDE)
    if opened.picture.format == _PAGED and getattr(opened.picture, "n_frames", 1) > 1:
        return _draw_pages(_list_frames(opened.picture), allowance, [Loss.CUT_OFF] if opened.is_cut_off else [])
    losses = list(_list_losses(opened))
    orientation = read_orientation(opened.picture)
    if is_long(turn_upright(Image.new("1", opened.size), orientation).size):
        whole = turn_upright(to_screen(opened.picture), orientation)
        if whole.width > WIDEST:
            losses.append(Loss.SCALED_DOWN)
        return _draw_pages(cut_into_pages(whole), allowance, [*losses, Loss.CUT_INTO_PAGES])
    upright = turn_upright(_make_smaller(opened.picture), orientation)
    if max(opened.size) > LONGEST_SIDE:
        losses.append(Loss.SCALED_DOWN)
    return Made("image/jpeg", _check(draw_large(upright), allowance), draw_small(upright), tuple(losses))


def _list_losses(opened: Opened) -> Iterator[Loss]:
    if opened.is_cut_off:
        yield Loss.CUT_OFF
    if opened.is_moving:
        yield Loss.FIRST_FRAME
    if is_of_print(opened.picture):
        yield Loss.COLOURS_CHANGED


def _make_smaller(picture: Image.Image) -> Image.Image:
    """Return it in the colours of a screen, no side longer than LONGEST_SIDE; its mode says which comes first."""
    if picture.mode in _PLAIN:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return to_screen(picture)
    shown = to_screen(picture)
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return shown


def _list_frames(picture: Image.Image) -> Iterator[Image.Image]:
    for number in range(picture.n_frames):  # type: ignore[attr-defined]
        picture.seek(number)
        check_dots(picture)
        yield turn_upright(_make_smaller(picture.copy()), read_orientation(picture))


def _draw_pages(pages: Iterable[Image.Image], allowance: Allowance, losses: list[Loss]) -> Made:
    writer, small = PaperWriter(allowance.made_bytes), b""
    for number, page in enumerate(pages):
        jpeg = draw_large(page, quality=_PAGE_QUALITY)
        if number >= MOST_PAGES or is_spent(allowance) or not writer.add(Page(jpeg, page.size, page.size)):
            losses.append(Loss.FIRST_PAGES)
            break
        small = small or draw_small(page)
    return Made("application/pdf", writer.finish(), small, tuple(losses))


def _check(content: bytes, allowance: Allowance) -> bytes:
    if len(content) > allowance.made_bytes:
        raise FileRefused(Why.TOO_LARGE)
    return content
