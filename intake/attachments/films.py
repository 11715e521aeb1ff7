"""Films and sound: only the streams themselves go into a new file; what describes them stays behind.

What telephones record today (H.264, H.265) is copied without what is written between the pictures; anything else is
decoded and encoded anew, and sound always is.
"""

# The library's packets take their kind in stubs only, so annotations are not to be looked at while it runs.
from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from typing import Any, Literal, Never, Protocol

import av
from av.audio.stream import AudioStream
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_DOTS, MOST_MINUTES
from intake.attachments.pictures import draw

# The reader is named, not guessed: some readers follow addresses that stand in a file.
_READERS = {b"\x1a\x45\xdf\xa3": "matroska", b"OggS": "ogg", b"RIFF": "wav", b"#!AM": "amr", b"ID3": "mp3"}
_BARE_READERS = {b"\xff\xf1": "aac", b"\xff\xfb": "mp3", b"\xff\xf3": "mp3"}
# What stands between the pictures and is none: ITU-T H.264 NAL unit type 6, H.265 types 39 and 40.
_COPIED = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39-40"}
# H.265's parameter sets, and what stands before each unit.
_PARAMETERS, _START = (32, 33, 34), re.compile(rb"\x00\x00\x00?\x01")
_MOST_SECONDS = MOST_MINUTES * 60
_SOUND_RATE, _SOUND_BITS = 44_100, 96_000
_FRAME_RATE = 25


def strip_film(content: bytes) -> tuple[bytes, bytes]:
    """Return an MP4 with the film's or the sound's streams alone, and a small picture; empty for sound.

    Raises FileRefused, or whatever the decoder raises.
    """
    written = BytesIO()
    with ExitStack() as stack:
        source = stack.enter_context(av.open(BytesIO(content), "r", format=_name_reader(content), io_open=_refuse))
        # Neither the date nor the library's name.
        options = {"fflags": "+bitexact"}
        target = stack.enter_context(av.open(written, "w", format="mp4", container_options=options))
        small = _carry_over(source, target)
    return written.getvalue(), small


def find_media_type(small: bytes) -> Literal["video/mp4", "audio/mp4"]:
    """Return what the file is that :func:`strip_film` made."""
    return "video/mp4" if small else "audio/mp4"


def _refuse(*_asked: object, **_how: object) -> Never:
    """Open nothing else: a film may name files and addresses."""
    raise FileRefused(Why.BROKEN)


def _name_reader(content: bytes) -> str:
    four = next((reader for mark, reader in _READERS.items() if content.startswith(mark)), None)
    return four or _BARE_READERS.get(content[:2], "mov")


def _carry_over(source: InputContainer, target: OutputContainer) -> bytes:
    film = next((each for each in source.streams.video if not _is_cover(each)), None)
    sound = next(iter(source.streams.audio), None)
    if film is None and sound is None:
        raise FileRefused(Why.BROKEN)
    if film is not None and film.width * film.height > MOST_DOTS:
        raise FileRefused(Why.TOO_LARGE)
    lanes: dict[int, _Lane] = {}
    if film is not None:
        # Only in MP4 and its kin does every packet say when it is decoded, as a copy must.
        is_copied = "mov" in source.format.name and film.codec_context.name in _COPIED
        lanes[film.index] = (_Copying if is_copied else _Drawing)(film, target)
    if sound is not None:
        lanes[sound.index] = _Speaking(sound, target)
    _pour(source, target, lanes)
    return b"" if film is None else _picture_of(source, film)


def _is_cover(stream: VideoStream) -> bool:
    """Say whether this is a picture that belongs to a song."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _pour(source: InputContainer, target: OutputContainer, lanes: dict[int, _Lane]) -> None:
    count = 0
    for packet in source.demux([source.streams[index] for index in lanes]):
        # The last packet of each stream is empty.
        if not packet.size:
            continue
        at = packet.dts if packet.dts is not None else packet.pts or 0
        if at * (packet.time_base or 0) > _MOST_SECONDS:
            raise FileRefused(Why.TOO_LARGE)
        count += 1
        for made in lanes[packet.stream.index].take(packet):
            target.mux(made)
    if not count:
        raise FileRefused(Why.BROKEN)
    for lane in lanes.values():
        for made in lane.take(None):
            target.mux(made)


def _strip_head(head: bytes) -> bytes:
    """Return the head of an H.265 film (ITU-T H.265, annex B) with its parameters alone: no messages of the encoder."""
    units = (unit for unit in re.split(_START, head) if unit)
    return b"".join(b"\0\0\0\1" + unit for unit in units if unit[0] >> 1 & 0x3F in _PARAMETERS)


class _Lane(Protocol):
    """What becomes of one stream."""

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        """Yield what the packet becomes; None says that there are no more."""
        ...


class _Copying:
    """Copies a film's pictures as they are."""

    def __init__(self, source: VideoStream, target: OutputContainer) -> None:
        self._stream = target.add_stream_from_template(source)
        self._filter = BitStreamFilterContext(_COPIED[source.codec_context.name], source, self._stream)
        # The filter brings the head into its own form, and leaves in it what it takes out of the packets.
        head = self._stream.codec_context.extradata
        if source.codec_context.name == "hevc" and head:
            self._stream.codec_context.extradata = _strip_head(head)

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        for made in self._filter.filter(packet):
            made.stream = self._stream
            yield made


class _Drawing:
    """Draws a film's pictures anew."""

    def __init__(self, source: VideoStream, target: OutputContainer) -> None:
        self._source = source
        self._stream = target.add_stream("libx264", rate=source.average_rate or _FRAME_RATE)
        self._stream.width, self._stream.height = source.width // 2 * 2, source.height // 2 * 2
        self._stream.pix_fmt = "yuv420p"
        self._stream.options = {"preset": "ultrafast", "x264-params": "log-level=none"}

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        for frame in self._source.decode(packet):
            yield from self._stream.encode(frame.reformat(self._stream.width, self._stream.height, "yuv420p"))
        if packet is None:
            yield from self._stream.encode(None)


class _Speaking:
    """Encodes sound anew."""

    def __init__(self, source: AudioStream, target: OutputContainer) -> None:
        self._source = source
        self._stream = target.add_stream("aac", rate=_SOUND_RATE)
        self._stream.layout = "mono"
        self._stream.bit_rate = _SOUND_BITS
        self._resampler = av.AudioResampler(format="fltp", layout="mono", rate=_SOUND_RATE)

    def take(self, packet: Packet[Any] | None) -> Iterator[Packet[Any]]:
        for frame in self._source.decode(packet):
            for made in self._resampler.resample(frame):
                yield from self._stream.encode(made)
        if packet is None:
            yield from self._stream.encode(None)


def _picture_of(source: InputContainer, film: VideoStream) -> bytes:
    source.seek(0)
    frame = next(source.decode(film), None)
    if frame is None:
        raise FileRefused(Why.BROKEN)
    _large, small = draw(frame.to_image())  # type: ignore[no-untyped-call]
    return small
