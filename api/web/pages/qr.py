"""QR codes (ISO/IEC 18004), drawn here: nothing is fetched, and nothing of what stands in them is kept."""

import base64
import io
import re

from markupsafe import Markup
from PIL import Image
from zxingcpp import BarcodeFormat, create_barcode

_PICTURE_SCALE = 6
_NEAREST, _NO_DITHER = Image.Resampling.NEAREST, Image.Dither.NONE


def draw_picture(text: str) -> str:
    """Return a data URI of a PNG, which a telephone can keep like any picture."""
    picture, drawn = io.BytesIO(), _draw(text).convert("1", dither=_NO_DITHER)
    # Grown with one bit a dot, which is a third of the work of drawing it large.
    drawn.resize((drawn.width * _PICTURE_SCALE, drawn.height * _PICTURE_SCALE), _NEAREST).save(picture, "PNG")
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def draw_shape(text: str) -> Markup:
    """Return an SVG without measures of its own, for paper: as large as the place where it stands."""
    side, runs = list_runs(text)
    dark = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in runs)
    # Numbers only: nothing of the text stands in it.
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )


def list_runs(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return how many dots a side has, with the white around the code, and the dark runs: row, first column, length."""
    drawn = _draw(text)
    side, dots = drawn.width, drawn.tobytes()
    runs = [
        (row, run.start(), run.end() - run.start())
        for row in range(side)
        for run in re.finditer(rb"\x00+", dots[row * side : (row + 1) * side])
    ]
    return side, runs


def _draw(text: str) -> Image.Image:
    return Image.fromarray(create_barcode(text, BarcodeFormat.QRCode, ec_level="M").to_image(scale=1))
