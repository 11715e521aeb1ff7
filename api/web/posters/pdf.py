"""Every poster of a commune as one PDF, each box on a sheet of A4. The typeface is bundled: nothing is fetched."""

from collections.abc import Callable, Iterable
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

from fpdf import FPDF, Align
from fpdf.enums import XPos, YPos

from api.web.pages.qr import list_runs
from api.web.posters.facts import PosterFacts

Say = Callable[[str], str]

_FONTS = Path(__file__).parent / "fonts"
_GREEN, _RED, _BLACK = (11, 93, 75), (155, 28, 28), (17, 17, 17)
_WIDTH, _MARGIN, _CODE = 210, 14, 152


def draw_posters(posters: Iterable[PosterFacts], texts: NullTranslations, *, at: datetime) -> bytes:
    """Return the PDF, in millimetres."""
    sheet = FPDF()
    sheet.set_creation_date(at)
    sheet.set_auto_page_break(auto=False)
    sheet.set_margin(_MARGIN)
    sheet.add_font("Noto", fname=_FONTS / "NotoSans-Regular.ttf")
    sheet.add_font("Noto", style="B", fname=_FONTS / "NotoSans-Bold.ttf")
    for facts in posters:
        sheet.add_page()
        _draw(sheet, facts, texts.gettext)
    return bytes(sheet.output())


def _draw(sheet: FPDF, facts: PosterFacts, say: Say) -> None:
    sheet.set_y(10)
    _write(sheet, say("Hòm thư tố giác"), 40, _GREEN, is_bold=True)
    _write(sheet, ", ".join(filter(None, (facts.title, facts.commune))), 24, is_bold=True)
    _write(sheet, say("Thấy việc xấu? Báo cho công an, không cần nói tên."), 17)
    _draw_code(sheet, facts.url)
    _write(sheet, facts.short_url, 20, is_bold=True)
    for number, meaning in _list_numbers(facts, say):
        _write(sheet, f"{number}  {meaning}", 17, _RED, is_bold=True)
    sheet.set_y(sheet.get_y() + 2)
    for place, sentence in enumerate(_list_sentences(say), start=1):
        _write(sheet, f"{place}. {sentence}", 13, align=Align.L)


def _list_numbers(facts: PosterFacts, say: Say) -> list[tuple[str, str]]:
    texting = [(facts.text_number, say("nhắn tin"))] if facts.text_number else []
    return [("113", say("nguy hiểm ngay lúc này")), (facts.duty_number, say("trực ban")), *texting]


# The same words as in templates/poster.html, where the catalogs find them.
def _list_sentences(say: Say) -> tuple[str, ...]:
    return (
        say("Trang web không hỏi tên, không ghi địa chỉ mạng của bạn."),
        say("Cán bộ đọc đúng điều bạn viết: đừng viết điều chỉ mình bạn biết."),
        say("Nhắn tin và gọi điện thì nhà mạng biết số của bạn. Trang web an toàn hơn."),
    )


def _draw_code(sheet: FPDF, url: str) -> None:
    side, runs = list_runs(url)
    dot, left, top = _CODE / side, (_WIDTH - _CODE) / 2, sheet.get_y()
    sheet.set_fill_color(0)
    for row, column, length in runs:
        sheet.rect(left + column * dot, top + row * dot, length * dot, dot, style="F")
    sheet.set_y(top + _CODE)


def _write(
    sheet: FPDF,
    text: str,
    size: int,
    colour: tuple[int, int, int] = _BLACK,
    *,
    is_bold: bool = False,
    align: Align = Align.C,
) -> None:
    sheet.set_font("Noto", style="B" if is_bold else "", size=size)
    sheet.set_text_color(*colour)
    sheet.multi_cell(0, h=size * 0.46, text=text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
