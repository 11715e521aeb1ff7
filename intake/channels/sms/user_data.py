"""The user data header of a short message: which part of a long text it is (3GPP TS 23.040, 9.2.3.24)."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from intake.submission import Part

_SHORT_REFERENCE, _LONG_REFERENCE = 0x00, 0x08
# How many bytes of an element's data are the reference: the total and the number follow, one byte each.
_REFERENCE_BYTES = {_SHORT_REFERENCE: 1, _LONG_REFERENCE: 2}
_BETWEEN = re.compile(r"[\s:,-]")


def read_part(written: str) -> Part | None:
    """Return the part that a header names, in hexadecimal or percent-encoded; None where it names none."""
    for kind, data in _list_elements(_to_bytes(written)):
        size = _REFERENCE_BYTES.get(kind)
        if size is None or len(data) != size + 2:
            continue
        reference, of, number = data[:size].hex(), data[size], data[size + 1]
        if 1 <= number <= of:
            # The same number under another size of reference is another reference.
            return Part(f"{kind}-{reference}", number, of)
    return None


def _to_bytes(written: str) -> bytes:
    """Return the header's bytes without its length; nothing for what is no header."""
    percent = unquote_to_bytes(written)
    try:
        hexadecimal = bytes.fromhex(_BETWEEN.sub("", written))
    except ValueError:
        hexadecimal = b""
    for raw in (percent, hexadecimal):
        if raw and raw[0] == len(raw) - 1:
            return raw[1:]
    return b""


def _list_elements(header: bytes) -> Iterator[tuple[int, bytes]]:
    while len(header) > 1:
        kind, length = header[0], header[1]
        yield kind, header[2 : 2 + length]
        header = header[2 + length :]
