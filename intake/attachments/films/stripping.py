"""Films and sound: only the streams themselves go into a new file; what describes them stays behind.

What telephones record today (H.264, H.265) is copied without what is written between the pictures; anything else is
decoded and encoded anew, and sound always is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from math import sqrt
from typing import Any

import av
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.frame import VideoFrame

from intake.attachments.budget import Allowance
from intake.attachments.errors import FileRefused, Why
from intake.attachments.films.ends import ends_too_early
from intake.attachments.films.lanes import COPIED, Copying, Drawing, Lane, Speaking, TimesMissing
from intake.attachments.films.painting import Painter, is_high_range, shape_of
from intake.attachments.films.reading import Survey, look_through, open_source
from intake.attachments.limits import MOST_MINUTES
from intake.attachments.losses import Loss
from intake.attachments.made import Made
from intake.attachments.pictures.drawing import draw_small
from intake.attachments.spending import is_spent

# Readers whose packets say when they are decoded, as a copy needs.
_COPIED_FROM = ("mov", "matroska", "mpegts", "flv")
_MOST_SECONDS = MOST_MINUTES * 60
_SMALL_SIDE, _LONGEST_SIDE = 960, 1920
_WORK_DOTS = 2.5e9
"""What may be drawn anew in the time of one film: a long one is drawn smaller, so that it is there to its end."""
_SMALLEST_SIDE = 480
_SWOLLEN = 1.25
"""How much more than the file its packets may hold: beyond it the same bytes are named again and again."""
_CUT_OFF_UNDER = 0.95


def strip_film(content: bytes, allowance: Allowance) -> Made:
    """Return an MP4 with the film's or the sound's streams alone. Raises FileRefused, or whatever a decoder raises."""
    survey = look_through(content)
    small = b"" if survey.first_frame is None else _draw_still(survey.first_frame)
    try:
        carried = _carry_over(content, survey, allowance, may_copy=True)
    except (av.FFmpegError, TimesMissing):
        carried = _carry_over(content, survey, allowance, may_copy=False)
    losses = (*_list_losses(survey), *carried.losses)
    return Made("video/mp4" if small else "audio/mp4", carried.content, small, losses)


def _list_losses(survey: Survey) -> Iterator[Loss]:
    if survey.has_lost_film:
        yield Loss.PICTURES_MISSING
    if survey.has_lost_sound:
        yield Loss.SOUND_MISSING
    if survey.is_one_of_sounds:
        yield Loss.OTHER_SOUND_MISSING


def _draw_still(frame: VideoFrame) -> bytes:
    painted = Painter(shape_of(frame, None, longest=_SMALL_SIDE), "rgb24").paint(frame)
    return draw_small(painted.to_image())  # type: ignore[no-untyped-call]


@dataclass(slots=True)
class _Carried:
    content: bytes = b""
    losses: set[Loss] = field(default_factory=set)


def _carry_over(content: bytes, survey: Survey, allowance: Allowance, *, may_copy: bool) -> _Carried:
    written, carried = BytesIO(), _Carried()
    with ExitStack() as stack:
        source = stack.enter_context(open_source(content))
        # Neither the date nor the library's name.
        options = {"fflags": "+bitexact"}
        target = stack.enter_context(av.open(written, "w", format="mp4", container_options=options))
        lanes = _open_lanes(source, target, survey, carried, may_copy=may_copy)
        _pour(source, target, lanes, _Bounds(allowance, len(content), is_short=ends_too_early(content)), carried)
    carried.content = written.getvalue()
    return carried


def _open_lanes(
    source: InputContainer, target: OutputContainer, survey: Survey, carried: _Carried, *, may_copy: bool
) -> dict[int, Lane]:
    start = Fraction(source.start_time or 0, av.time_base)
    lanes: dict[int, Lane] = {}
    if survey.film is not None and survey.first_frame is not None:
        film, frame = source.streams.video[_place(source.streams.video, survey.film)], survey.first_frame
        reader = source.format.name
        if may_copy and film.codec_context.name in COPIED and any(name in reader for name in _COPIED_FROM):
            lanes[film.index] = Copying(film, target, start)
        else:
            carried.losses.add(Loss.ENCODED_ANEW)
            shape = shape_of(frame, film.sample_aspect_ratio, longest=_choose_side(source, frame))
            if max(shape.width, shape.height) < max(frame.width, frame.height) - 1:
                carried.losses.add(Loss.SCALED_DOWN)
            if is_high_range(frame):
                carried.losses.add(Loss.COLOURS_CHANGED)
            lanes[film.index] = Drawing(film, target, start, shape)
    if survey.sound is not None:
        sound = source.streams.audio[_place(source.streams.audio, survey.sound)]
        lanes[sound.index] = Speaking(sound, target, start)
    return lanes


def _place(streams: tuple[av.stream.Stream, ...], index: int) -> int:
    return next(place for place, stream in enumerate(streams) if stream.index == index)


def _choose_side(source: InputContainer, frame: VideoFrame) -> float:
    """Return how long the longer side may be, so that all of the film can be drawn in time."""
    film = source.streams.video[0]
    seconds = min((source.duration or 0) / av.time_base or _MOST_SECONDS, _MOST_SECONDS)
    dots = seconds * float(film.average_rate or 25) * frame.width * frame.height
    scale = min(1.0, sqrt(_WORK_DOTS / max(dots, 1.0)))
    return max(_SMALLEST_SIDE, min(_LONGEST_SIDE, scale * max(frame.width, frame.height)))


@dataclass(slots=True)
class _Bounds:
    """Counts what comes in and goes out."""

    allowance: Allowance
    content_bytes: int
    is_short: bool
    """The file's own head says that it is longer."""
    read_bytes: int = 0
    made_bytes: int = 0

    def read(self, count: int) -> None:
        """Count what the file gave. Raises FileRefused where it gives more than it holds."""
        self.read_bytes += count
        if self.read_bytes > self.content_bytes * _SWOLLEN + (1 << 16):
            raise FileRefused(Why.TOO_LARGE)

    def made(self, count: int) -> None:
        """Count what came out."""
        self.made_bytes += count

    def is_full(self) -> bool:
        """Say whether what was made is as much as may be; some room is left for the table of contents."""
        return self.made_bytes > self.allowance.made_bytes * 0.95 - (1 << 16) or is_spent(self.allowance)


def _pour(
    source: InputContainer, target: OutputContainer, lanes: dict[int, Lane], bounds: _Bounds, carried: _Carried
) -> None:
    counts, last = dict.fromkeys(lanes, 0), Fraction(0)
    start = Fraction(source.start_time or 0, av.time_base)
    for packet in _list_packets(source, list(lanes)):
        at = packet.dts if packet.dts is not None else packet.pts
        if at is not None and packet.time_base is not None:
            last = max(last, at * packet.time_base - start)
        if last > _MOST_SECONDS or bounds.is_full():
            carried.losses.add(Loss.SHORTENED)
            break
        bounds.read(packet.size)
        counts[packet.stream.index] += 1
        for made in lanes[packet.stream.index].take(packet):
            bounds.made(made.size)
            target.mux(made)
    if not any(counts.values()):
        raise FileRefused(Why.BROKEN)
    for lane in lanes.values():
        for made in lane.take(None):
            target.mux(made)
    if Loss.SHORTENED not in carried.losses and (bounds.is_short or _is_cut_off(source, counts, last)):
        carried.losses.add(Loss.CUT_OFF)


def _list_packets(source: InputContainer, numbers: list[int]) -> Iterator[Packet[Any]]:
    """Yield the packets as far as they can be read: a film that ends too early ends with an error."""
    packets = source.demux([source.streams[number] for number in numbers])
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.FFmpegError):
            return
        # The last packet of each stream is empty.
        if packet.size:
            yield packet


def _is_cut_off(source: InputContainer, counts: dict[int, int], last: Fraction) -> bool:
    """Say whether the file announces more than it holds, by its number of pictures or its length."""
    announced = {number: source.streams[number].frames for number in counts if source.streams[number].type == "video"}
    if any(counts[number] < frames * _CUT_OFF_UNDER for number, frames in announced.items()):
        return True
    seconds = (source.duration or 0) / av.time_base
    return seconds - float(last) > max(1.0, seconds * (1 - _CUT_OFF_UNDER))
