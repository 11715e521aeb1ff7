"""Binding pictures into a PDF, the words of each page invisibly above it, to be searched and read aloud.

Nothing else is ever in it: no link, script, form, attachment, date or name of a program. Source: ISO 32000-1.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# Codes are UTF-16 and mean themselves (ISO 32000-1, 9.10.3); no glyph is needed for what is not seen.
_MEANING = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Plain def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""
_FONT_SHAPE = (
    b"<< /Type /FontDescriptor /FontName /Plain /Flags 4 /FontBBox [0 0 500 1000] /ItalicAngle 0"
    b" /Ascent 1000 /Descent 0 /CapHeight 1000 /StemV 80 >>"
)
_GLYPH_WIDTH = 0.5
_CATALOG, _PAGES, _FONT, _GLYPHS, _SHAPE, _UNICODE, _FIRST_OF_PAGES = 1, 2, 3, 4, 5, 6, 7
# Page, picture, content.
_OBJECTS_A_PAGE = 3


@dataclass(frozen=True, slots=True)
class Line:
    """Words at their place, in points from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page: a JPEG that fills it."""

    jpeg: bytes = field(repr=False)
    dots: tuple[int, int]
    points: tuple[float, float]
    lines: tuple[Line, ...] = field(default=(), repr=False)


class PaperWriter:
    """A PDF that grows page by page, and never beyond its bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._left = most_bytes - len(_MEANING) - 2000
        self._objects: list[bytes] = []

    def add(self, page: Page) -> bool:
        """Add the page; return False, and add nothing, where it would be too much."""
        first = _FIRST_OF_PAGES + len(self._objects)
        made = list(_describe(page, first))
        size = sum(map(len, made)) + 100 * _OBJECTS_A_PAGE
        if size > self._left:
            return False
        self._left -= size
        self._objects += made
        return True

    def finish(self) -> bytes:
        """Return the file."""
        pages = range(_FIRST_OF_PAGES, _FIRST_OF_PAGES + len(self._objects), _OBJECTS_A_PAGE)
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        head = [
            b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES,
            b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [%d 0 R]"
            b" /ToUnicode %d 0 R >>" % (_GLYPHS, _UNICODE),
            b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDToGIDMap /Identity /DW 500"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R >>"
            % _SHAPE,
            _FONT_SHAPE,
            _stream(b"", _MEANING),
        ]
        return _assemble([*head, *self._objects])


def _describe(page: Page, first: int) -> Iterable[bytes]:
    width, height = page.points
    yield (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %s %s] /Contents %d 0 R"
        b" /Resources << /XObject << /I %d 0 R >> /Font << /F %d 0 R >> >> >>"
        % (_PAGES, _number(width), _number(height), first + 2, first + 1, _FONT)
    )
    yield _stream(
        b"/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
        b" /Width %d /Height %d" % page.dots,
        page.jpeg,
    )
    picture = b"q %s 0 0 %s 0 0 cm /I Do Q\n" % (_number(width), _number(height))
    yield _stream(b"", picture + b"".join(_write_line(line) for line in page.lines))


def _write_line(line: Line) -> bytes:
    codes = line.text.encode("utf-16-be", "ignore")
    # Beyond the first plane a letter has two codes, which would mean nothing one by one.
    if not codes or len(codes) != 2 * len(line.text) or min(line.width, line.height) <= 0:
        return b""
    stretch = 100 * line.width / (len(line.text) * _GLYPH_WIDTH * line.height)
    return b"BT 3 Tr /F %s Tf %s Tz 1 0 0 1 %s %s Tm <%s> Tj ET\n" % (
        *(_number(value) for value in (line.height, stretch, line.left, line.bottom)),
        codes.hex().encode(),
    )


def _number(value: float) -> bytes:
    return f"{value:.3f}".rstrip("0").rstrip(".").encode()


def _stream(entries: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def _assemble(objects: list[bytes]) -> bytes:
    """Return the file with its table of places (ISO 32000-1, 7.5)."""
    parts, places, at = [b"%PDF-1.7\n"], list[int](), len(b"%PDF-1.7\n")
    for number, each in enumerate(objects, start=1):
        places.append(at)
        part = b"%d 0 obj\n%s\nendobj\n" % (number, each)
        parts.append(part)
        at += len(part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, _CATALOG, at)
    )
    return b"".join(parts)
