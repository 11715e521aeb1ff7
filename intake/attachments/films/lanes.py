"""What becomes of one stream: its pictures copied as they are, or drawn anew; its sound always encoded anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from typing import Any, Protocol

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.container import OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from intake.attachments.films.painting import Painter, Shape

# What stands between the pictures and is none: ITU-T H.264 NAL unit type 6, H.265 types 39 and 40.
COPIED = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39-40"}
_TAGS = {"h264": "avc1", "hevc": "hvc1"}
# H.265's parameter sets, and what stands before each unit.
_PARAMETERS, _START = (32, 33, 34), re.compile(rb"\x00\x00\x00?\x01")
_TIME_BASE = Fraction(1, 90_000)
_SOUND_RATE, _SOUND_BITS = 44_100, 96_000
_FRAME_RATE = 25
_QUALITY = "23"
_MOST_WAITING = 16
"""As many pictures as H.264 and H.265 can store in another order than they are seen in."""


class Lane(Protocol):
    """Takes the packets of one stream, in order."""

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield what the packet becomes; None says that there are no more."""
        ...


class TimesMissing(ValueError):
    """The packets do not say when they are decoded, as a copy must."""


class Copying:
    """Copies a film's pictures as they are."""

    def __init__(self, source: VideoStream, target: OutputContainer, start: Fraction) -> None:
        self._stream = target.add_stream_from_template(source)
        self._filter = BitStreamFilterContext(COPIED[source.codec_context.name], source, self._stream)
        self._start = start
        self._last: int | None = None
        self._rate = source.average_rate or Fraction(_FRAME_RATE)
        self._waiting: list[Packet[Any]] = []
        # Other containers call the same streams by other names.
        self._stream.codec_context.codec_tag = _TAGS[source.codec_context.name]
        # The filter brings the head into its own form, and leaves in it what it takes out of the packets.
        head = self._stream.codec_context.extradata
        if source.codec_context.name == "hevc" and head:
            self._stream.codec_context.extradata = _strip_head(head)

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield the packet without what is no picture. Raises TimesMissing."""
        ready = [] if packet is None else self._wait_for_times(packet)
        for each in ready:
            self._set_times(each)
            yield from self._strip(each)
        if packet is None:
            yield from self._strip(None)

    def _wait_for_times(self, packet: Packet[Any]) -> list[Packet[Any]]:
        """Return the packets whose times are known: Matroska's first ones do not say when they are decoded."""
        if packet.dts is None and len(self._waiting) < _MOST_WAITING:
            self._waiting.append(packet)
            return []
        ready, self._waiting = [*self._waiting, packet], []
        if packet.dts is not None and packet.time_base is not None:
            step = max(1, int(1 / self._rate / packet.time_base))
            for place, early in enumerate(ready[:-1]):
                early.dts = packet.dts - (len(ready) - 1 - place) * step
        return ready

    def _strip(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        for made in self._filter.filter(packet):
            made.stream = self._stream
            yield made

    def _set_times(self, packet: Packet[Any]) -> None:
        if packet.dts is None or packet.pts is None or packet.time_base is None:
            raise TimesMissing
        if (self._last is not None and packet.dts <= self._last) or packet.pts < packet.dts:
            raise TimesMissing
        self._last = packet.dts
        shift = int(self._start / packet.time_base)
        packet.dts, packet.pts = packet.dts - shift, packet.pts - shift


class Drawing:
    """Draws a film's pictures anew."""

    def __init__(self, source: VideoStream, target: OutputContainer, start: Fraction, shape: Shape) -> None:
        self._source, self._start = source, start
        self._painter = Painter(shape, "yuv420p")
        rate = source.average_rate or source.guessed_rate or Fraction(_FRAME_RATE)
        # Some files name a rate of their clock, and not of their pictures.
        self._rate = rate if 1 <= rate <= 240 else Fraction(_FRAME_RATE)  # noqa: PLR2004
        self._stream = target.add_stream("libx264", rate=self._rate)
        self._stream.width, self._stream.height = shape.seen
        self._stream.pix_fmt = "yuv420p"
        # Pictures keep the time at which they stood, however unequal it is.
        self._stream.codec_context.time_base = _TIME_BASE
        self._stream.options = {"preset": "ultrafast", "crf": _QUALITY, "x264-params": "log-level=none"}
        self._at = -1

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield what its frames become; damaged ones are left out."""
        for frame in _decode(self._source, packet):
            with suppress(av.FFmpegError):
                yield from self._draw(frame)
        if packet is None and self._at >= 0:
            yield from self._stream.encode(None)

    def _draw(self, frame: Any) -> Iterator[Packet[Any]]:  # noqa: ANN401, the library's own types
        # Frames that come at the end, out of the decoder's store, do not say in what they count.
        clock = frame.time_base or self._source.time_base
        at = None if frame.pts is None or clock is None else int((frame.pts * clock - self._start) / _TIME_BASE)
        if at is None:
            at = self._at + int(1 / self._rate / _TIME_BASE)
        if at <= self._at:
            return
        painted = self._painter.paint(frame)
        painted.pts, painted.time_base, painted.pict_type = at, _TIME_BASE, 0
        self._at = at
        yield from self._stream.encode(painted)


class Speaking:
    """Encodes sound anew."""

    def __init__(self, source: AudioStream, target: OutputContainer, start: Fraction) -> None:
        self._source, self._start = source, start
        self._stream = target.add_stream("aac", rate=_SOUND_RATE)
        self._stream.layout = "mono"
        self._stream.bit_rate = _SOUND_BITS
        # Else the encoder writes its name between the sounds.
        self._stream.codec_context.flags |= Flags.bitexact
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=_SOUND_RATE)
        self._next: int | None = None

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield what its frames become; damaged ones are left out."""
        for frame in _decode(self._source, packet):
            with suppress(av.FFmpegError, ValueError):
                yield from self._speak(frame)
        if packet is None and self._next is not None:
            for made in self._resampler.resample(None):
                yield from self._encode(made)
            yield from self._stream.encode(None)

    def _speak(self, frame: Any) -> Iterator[Packet[Any]]:  # noqa: ANN401, the library's own types
        if self._next is None:
            at = frame.pts * frame.time_base - self._start if frame.pts is not None and frame.time_base else 0
            self._next = max(0, int(at * _SOUND_RATE))
        for made in self._resampler.resample(frame):
            yield from self._encode(made)

    def _encode(self, frame: Any) -> Iterator[Packet[Any]]:  # noqa: ANN401, the library's own types
        # Counted and not believed: samples follow each other, whatever the file says of their times.
        frame.pts, frame.time_base = self._next, Fraction(1, _SOUND_RATE)
        self._next = (self._next or 0) + frame.samples
        yield from self._stream.encode(frame)


def _decode(source: Any, packet: Packet[Any] | None) -> Iterator[Any]:  # noqa: ANN401, the library's own types
    """Yield the frames; what is damaged gives none, and the next packet may."""
    with suppress(av.FFmpegError):
        yield from source.decode(packet)


def _strip_head(head: bytes) -> bytes:
    """Return the head of an H.265 film (ITU-T H.265, annex B) with its parameters alone: no messages of the encoder."""
    units = (unit for unit in re.split(_START, head) if unit)
    return b"".join(b"\0\0\0\1" + unit for unit in units if unit[0] >> 1 & 0x3F in _PARAMETERS)
