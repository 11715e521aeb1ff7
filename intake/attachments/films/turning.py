"""How a film is turned when it is shown: the display matrix (ISO/IEC 14496-12, 6.2.2) as one of eight turns."""

from __future__ import annotations

import struct
from typing import Any

from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

# By the signs of a, b, c, d: x' = ax + cy, y' = bx + dy, with y downwards.
_FILTERS = {
    (1, 0, 0, 1): "",
    (-1, 0, 0, 1): "hflip",
    (-1, 0, 0, -1): "hflip,vflip",
    (1, 0, 0, -1): "vflip",
    (0, 1, -1, 0): "transpose=clock",
    (0, -1, 1, 0): "transpose=cclock",
    (0, 1, 1, 0): "transpose=cclock_flip",
    (0, -1, -1, 0): "transpose=clock_flip",
}
_HALF = 1 << 15


def read_turn(frame: VideoFrame) -> list[tuple[str, str]]:
    """Return the filters, each with its arguments, that bring the frame upright; none for what is no quarter turn."""
    # The library's stubs take this for a mapping of names only.
    listed: Any = frame.side_data
    matrix = next((bytes(each) for each in listed if each.type is Type.DISPLAYMATRIX), None)
    if matrix is None:
        return []
    a, b, _u, c, d = struct.unpack_from("<5i", matrix)
    signs = tuple((value > _HALF) - (value < -_HALF) for value in (a, b, c, d))
    found = _FILTERS.get(signs, "")
    return [(name, value) for name, _equals, value in (each.partition("=") for each in found.split(",") if each)]


def is_on_its_side(turn: list[tuple[str, str]]) -> bool:
    """Say whether width and height change places."""
    return any(name == "transpose" for name, _value in turn)
