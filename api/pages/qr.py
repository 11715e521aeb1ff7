"""QR codes, drawn here: nothing is fetched, and nothing of what stands in them is kept."""

import segno

_PICTURE_SCALE = 8


def draw_picture(text: str) -> str:
    """Return a data URI of a PNG, which a telephone can keep like any picture."""
    return str(segno.make_qr(text, error="m").png_data_uri(scale=_PICTURE_SCALE, border=4))


def draw_shape(text: str) -> str:
    """Return an SVG without measures of its own, for paper: as large as the place where it stands."""
    return str(segno.make_qr(text, error="q").svg_inline(border=4, omitsize=True, light="#fff", svgclass="qr"))
