"""Opening a film or a sound: which readers may look at it, and which of its streams can be decoded."""

# The library's types take their kind in stubs only, so annotations are not to be looked at while it runs.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Never

import av
import av.filter
import av.subtitles.stream
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from intake.attachments.errors import FileRefused, Why

# Readers are listed: others follow addresses that stand in a file, or take any text for a film.
_READERS = ",".join(
    (
        *("mov", "matroska", "webm", "avi", "asf", "mpegts", "mpeg", "mpegvideo", "flv", "mp3", "aac", "flac", "caf"),
        *("ogg", "wav", "w64", "aiff", "au", "amr", "amrnb", "amrwb", "loas", "ac3", "eac3", "dts", "tta", "wv"),
    )
)
_MOST_DOTS = 36_000_000
"""Of one frame: eight thousand across."""
_TRIED_PACKETS = 250
"""In as many a stream that can be decoded gives something."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Which streams are taken, by their numbers; None where there is none that can be decoded."""

    film: int | None
    sound: int | None
    has_lost_film: bool
    has_lost_sound: bool
    is_one_of_sounds: bool
    first_frame: VideoFrame | None


@contextmanager
def open_source(content: bytes) -> Iterator[InputContainer]:
    """Open the film. Raises FileRefused or av.FFmpegError."""
    options = {"format_whitelist": _READERS}
    with av.open(BytesIO(content), "r", options=options, io_open=_refuse, metadata_errors="ignore") as source:
        yield source


def _refuse(*_asked: object, **_how: object) -> Never:
    """Open nothing else: a film may name files and addresses."""
    raise FileRefused(Why.BROKEN)


def look_through(content: bytes) -> Survey:
    """Try each stream in turn and return the first of each sort that gives something. Raises FileRefused."""
    with open_source(content) as source:
        films = [each.index for each in source.streams.video if not _is_cover(each)]
        sounds = [each.index for each in source.streams.audio]
    film, frame = _find_first(content, films)
    sound, _frame = _find_first(content, sounds)
    if film is None and sound is None:
        raise FileRefused(Why.BROKEN)
    return Survey(
        film=film,
        sound=sound,
        has_lost_film=bool(films) and film is None,
        has_lost_sound=bool(sounds) and sound is None,
        is_one_of_sounds=sound is not None and len(sounds) > 1,
        first_frame=frame if isinstance(frame, VideoFrame) else None,
    )


def _is_cover(stream: VideoStream) -> bool:
    """Say whether this is a picture that belongs to a song."""
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _find_first(content: bytes, numbers: list[int]) -> tuple[int | None, VideoFrame | AudioFrame | None]:
    for number in numbers:
        frame = _try_stream(content, number)
        if frame is not None:
            return number, frame
    return None, None


def _try_stream(content: bytes, number: int) -> VideoFrame | AudioFrame | None:
    with open_source(content) as source:
        stream = source.streams[number]
        if not isinstance(stream, VideoStream | AudioStream) or stream.codec_context is None:
            return None
        if isinstance(stream, VideoStream) and stream.width * stream.height > _MOST_DOTS:
            raise FileRefused(Why.TOO_LARGE)
        for count, packet in enumerate(source.demux(stream)):
            # Damaged packets give nothing; the next may.
            with suppress(av.FFmpegError):
                for frame in packet.decode():
                    if isinstance(frame, VideoFrame | AudioFrame):
                        return frame
            if count > _TRIED_PACKETS:
                break
    return None
