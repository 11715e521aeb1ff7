"""Reading QR codes back from pictures."""

import base64
import re
from io import BytesIO

import numpy as np
import zxingcpp
from PIL import Image


def read_codes(picture: bytes) -> list[str]:
    """Return what the QR codes in a PNG or JPEG say."""
    pixels = np.asarray(Image.open(BytesIO(picture)).convert("L"))
    return [found.text for found in zxingcpp.read_barcodes(pixels)]


def read_codes_on_page(page: str) -> list[str]:
    """Return what the QR pictures inside a page say."""
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    return [text for picture in pictures for text in read_codes(base64.b64decode(picture))]
