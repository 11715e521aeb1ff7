"""One frame of a film as it is to be seen: upright, of square dots, in the colours of a screen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
import av.filter
from av.video.frame import VideoFrame

from intake.attachments.errors import FileRefused, Why
from intake.attachments.films.turning import is_on_its_side, read_turn

# ITU-T H.273: transfer by PQ and by HLG, which on a usual screen look grey.
_HIGH_RANGE = frozenset({16, 18})
_TO_SCREEN = ":out_color_matrix=bt709:out_primaries=bt709:out_transfer=bt709:out_range=tv"
_LEAST_SIDE = 2


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a frame is painted, before it is turned."""

    width: int
    height: int
    turn: tuple[tuple[str, str], ...]

    @property
    def seen(self) -> tuple[int, int]:
        """Width and height as it is seen."""
        return (self.height, self.width) if is_on_its_side(list(self.turn)) else (self.width, self.height)


def shape_of(frame: VideoFrame, pixel: Fraction | None, *, longest: float) -> Shape:
    """Return the shape with square dots and even sides, no side longer than ``longest``."""
    width = frame.width * (float(pixel) if pixel else 1.0)
    scale = min(1.0, longest / max(width, frame.height))
    across, down = (max(_LEAST_SIDE, round(side * scale / 2) * 2) for side in (width, frame.height))
    return Shape(across, down, tuple(read_turn(frame)))


def is_high_range(frame: VideoFrame) -> bool:
    """Say whether it has more light than a usual screen."""
    return frame.color_trc in _HIGH_RANGE


class Painter:
    """Paints frames in one shape and format, whatever size they have."""

    def __init__(self, shape: Shape, format_: str) -> None:
        self._shape, self._format = shape, format_
        self._graph: av.filter.Graph | None = None
        self._source: tuple[object, ...] = ()

    def paint(self, frame: VideoFrame) -> VideoFrame:
        """Return the frame painted, with its time. Raises av.FFmpegError."""
        source = (frame.width, frame.height, frame.format.name, is_high_range(frame), frame.interlaced_frame)
        if self._graph is None or source != self._source:
            self._graph, self._source = self._build(frame), source
        self._graph.push(frame)
        painted = self._graph.pull()
        if not isinstance(painted, VideoFrame):
            raise FileRefused(Why.BROKEN)
        return painted

    def _build(self, frame: VideoFrame) -> av.filter.Graph:
        graph = av.filter.Graph()
        time_base = frame.time_base or Fraction(1, 90_000)
        last = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=time_base)
        for name, value in self._list_filters(frame):
            added = graph.add(name, value)
            last.link_to(added)
            last = added
        last.link_to(graph.add("buffersink"))
        graph.configure()
        return graph

    def _list_filters(self, frame: VideoFrame) -> list[tuple[str, str]]:
        colours = _TO_SCREEN if is_high_range(frame) else ""
        return [
            ("scale", f"{self._shape.width}:{self._shape.height}{colours}"),
            ("format", self._format),
            *self._shape.turn,
            ("setsar", "1"),
        ]
