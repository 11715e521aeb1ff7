"""Calls that made-up residents made to the demo's hotline: in words by a machine, and one that waits for an ear."""

import io
import math
import secrets
import struct
import wave
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.process import Ground
from intake.channels.hotline.transcription import RecordingReference, Segment, Transcription

_RATE, _SECONDS, _HERTZ, _LOUDNESS = 8000, 3, 440, 6000


@dataclass(frozen=True, slots=True)
class CallStory:
    """What was said in one call."""

    hours_ago: float
    caller: str = field(repr=False)
    said: tuple[tuple[str, str, float], ...]
    """Who speaks, what, and how sure the machine was."""


CALL_STORIES = (
    CallStory(
        26.0,
        "0912000201",
        (
            ("operator", "Đường dây nóng xin nghe.", 0.97),
            ("caller", "Alo, ở thôn Tân Ngọc, xã Bá Hiến mấy đêm nay có xe tải đổ trộm chất thải ra mương.", 0.94),
            ("caller", "Xe màu xanh, biển số hình như tám tám xê", 0.41),
            ("operator", "Khoảng mấy giờ ạ?", 0.98),
            ("caller", "Tầm một hai giờ sáng, nước đen ngòm, hôi không chịu được.", 0.92),
        ),
    ),
    CallStory(
        7.0,
        "0987000202",
        (
            ("caller", "Ở tổ dân phố Thống Nhất có bọn cho vay nặng lãi, dán tờ rơi khắp cột điện.", 0.95),
            ("caller", "Tên tôi là Nguyễn Thị Hồng, nhà ngay đầu ngõ, đừng nói tên tôi ra nhé.", 0.9),
        ),
    ),
    CallStory(3.0, "", (("caller", "Có nhóm đua xe chạy qua cổng trường,", 0.9), ("caller", "chỗ gần hồ ấy", 0.35))),
)


def play_calls(ground: Ground, *, now: datetime) -> None:
    """Let every call come in, and one more that was not listened to yet."""
    for story in sorted(CALL_STORIES, key=lambda story: -story.hours_ago):
        _tell(ground, story.caller, _write_segments(story), None, at=now - timedelta(hours=story.hours_ago))
    beep = RecordingReference("audio/wav", content=_make_tone())
    _tell(ground, "0355000203", (), beep, at=now - timedelta(minutes=9))


def _tell(
    ground: Ground,
    caller: str,
    segments: tuple[Segment, ...],
    recording: RecordingReference | None,
    *,
    at: datetime,
) -> None:
    told = Transcription(
        call_id=secrets.token_hex(8),
        version="1",
        caller=caller,
        started_at=at,
        seconds=int(segments[-1].end_seconds) if segments else _SECONDS,
        language="vi",
        segments=segments,
        recording=recording,
    )
    ground.calls.take(told, ground.partners.get("demo-hotline"), at=at)


def _write_segments(story: CallStory) -> tuple[Segment, ...]:
    return tuple(
        Segment(6.0 * number, text, 6.0 * number + 5, sureness, speaker)
        for number, (speaker, text, sureness) in enumerate(story.said)
    )


def _make_tone() -> bytes:
    """Return a made-up recording: three seconds of a tone, for no person spoke."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        samples = (
            int(_LOUDNESS * math.sin(2 * math.pi * _HERTZ * number / _RATE)) for number in range(_RATE * _SECONDS)
        )
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return file.getvalue()
