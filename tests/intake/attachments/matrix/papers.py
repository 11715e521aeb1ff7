"""PDFs: packings, passwords, turns, forms, remarks, ends that are missing."""

from collections.abc import Callable, Iterator
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import AccessPermission

from intake.attachments.errors import Why
from intake.attachments.losses import Loss
from tests.intake.attachments.matrix.making import Case, cut, run

_A4 = (595, 842)
_WORDS = "page 1"


def _paper(pages: int = 1, turn: int = 0) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made, paper = folder / "paper.pdf", FPDF()
        for number in range(pages):
            paper.add_page()
            paper.set_font("Helvetica", size=24)
            paper.cell(text=f"page {number + 1}")
        paper.output(str(made))
        if turn:
            run("qpdf", "--replace-input", f"--rotate={turn}", made)
        return made

    return make


def _packed(*options: str, pages: int = 1) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        plain, made = _paper(pages)(folder), folder / "packed.pdf"
        run("qpdf", *options, plain, made)
        return made

    return make


def _with_remark(folder: Path) -> Path:
    made, paper = folder / "remark.pdf", FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=24)
    paper.cell(text=_WORDS)
    paper.free_text_annotation("ghi chu 77", x=20, y=100, w=120, h=20)
    paper.output(str(made))
    return made


def _with_bytes(before: bytes, after: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = _paper()(folder)
        made.write_bytes(before + made.read_bytes() + after)
        return made

    return make


def _with_xfa(folder: Path) -> Path:
    """A form in Adobe's language: its page says that another program is needed."""
    made = _paper()(folder)
    content = made.read_bytes()
    form = b"/AcroForm << /Fields [] /XFA (<xdp:xdp/>) >> /NeedsRendering true /Type /Catalog"
    made.write_bytes(content.replace(b"/Type /Catalog", form, 1))
    return made


def _without_places(folder: Path) -> Path:
    made = _paper()(folder)
    made.write_bytes(made.read_bytes().replace(b"startxref", b"startxxxx"))
    return made


def _by_ghostscript(device: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        plain, made = _paper()(folder), folder / "gs.pdf"
        run("gs", "-q", "-dBATCH", "-dNOPAUSE", f"-sDEVICE={device}", f"-sOutputFile={made}", plain)
        return made

    return make


def _locked(owner: str, user: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made, paper = folder / "locked.pdf", FPDF()
        paper.set_encryption(owner_password=owner, user_password=user, permissions=AccessPermission.none())
        paper.add_page()
        paper.set_font("Helvetica", size=24)
        paper.cell(text=_WORDS)
        paper.output(str(made))
        return made

    return make


def _list() -> Iterator[Case]:
    yield Case("pdf", _paper(), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf of many pages", _paper(25), size=_A4, pages=20, words=_WORDS, losses=frozenset({Loss.FIRST_PAGES}))
    for turn in (90, 270):
        yield Case(f"pdf turned {turn}", _paper(turn=turn), size=_A4[::-1], pages=1, words=_WORDS)
    yield Case("pdf turned 180", _paper(turn=180), size=_A4, pages=1, words=_WORDS)
    for name, options in (
        ("linear", ("--linearize",)),
        ("object streams", ("--object-streams=generate",)),
        ("plain", ("--stream-data=uncompress", "--object-streams=disable")),
        ("1.3", ("--force-version=1.3",)),
        ("2.0", ("--force-version=2.0",)),
        ("owner 40", ("--allow-weak-crypto", "--encrypt", "", "owner", "40", "--print=n", "--")),
        ("owner 128", ("--allow-weak-crypto", "--encrypt", "", "owner", "128", "--extract=n", "--")),
        ("owner 256", ("--encrypt", "", "owner", "256", "--extract=n", "--")),
    ):
        yield Case(f"pdf {name}", _packed(*options), size=_A4, pages=1, words=_WORDS)
    locked = ("--encrypt", "user", "owner", "256", "--")
    yield Case("pdf locked 256", _packed(*locked), refused=Why.LOCKED)
    yield Case("pdf locked", _locked("owner", "user"), refused=Why.LOCKED)
    yield Case("pdf owner", _locked("owner", ""), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf xfa", _with_xfa, refused=Why.FORM)
    yield Case("pdf remark", _with_remark, size=_A4, pages=1, words="ghi chu 77")
    yield Case("pdf bytes before", _with_bytes(b"\r\n\0\0\xff", b""), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf text before", _with_bytes(b"HTTP/1.1 200 OK\r\n\r\n", b""), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf bytes behind", _with_bytes(b"", b"\0" * 3000), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf without places", _without_places, size=_A4, pages=1, words=_WORDS)
    yield Case("pdf of ghostscript", _by_ghostscript("pdfwrite"), size=_A4, pages=1, words=_WORDS)
    yield Case("pdf of a scan", _by_ghostscript("pdfimage24"), size=_A4, pages=1)
    yield Case("pdf beginning", cut(_paper(), 0.3), refused=Why.BROKEN)


PAPERS = tuple(_list())
