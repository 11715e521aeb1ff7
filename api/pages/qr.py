"""QR codes, drawn here: nothing is fetched, and nothing of what stands in them is kept."""

import re

import segno
from markupsafe import Markup

_PICTURE_SCALE = 6
_QUIET = 4
"""Dots of white around a code (ISO/IEC 18004)."""


def draw_picture(text: str) -> str:
    """Return a data URI of a PNG, which a telephone can keep like any picture."""
    # A screen shows any mask well, and to weigh all eight would cost more than to store the tip.
    return str(segno.make_qr(text, error="m", mask=0).png_data_uri(scale=_PICTURE_SCALE, border=_QUIET))


def draw_shape(text: str) -> Markup:
    """Return an SVG without measures of its own, for paper: as large as the place where it stands."""
    code = segno.make_qr(text, error="m")
    # The library writes numbers and names of its own into it, and nothing of the text.
    return Markup(code.svg_inline(border=_QUIET, omitsize=True, light="#fff", svgclass="qr"))  # noqa: S704


def list_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many dots a side has, and the dark runs: row, first column, length."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix_iter(border=_QUIET)]
    runs = [
        (number, run.start(), run.end() - run.start())
        for number, row in enumerate(rows)
        for run in re.finditer(rb"\x01+", row)
    ]
    return len(rows), runs
