"""Our reference interface for hotlines: JSON, signed by the Standard Webhooks specification.

``docs/hotline.md`` tells an operator how to implement it.
"""

import base64
from binascii import Error as NotBase64
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from intake.channels.hotline.transcription import HeardWord, RecordingReference, Ringing, Segment, Transcription
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import CallModel, fit, load_object
from intake.channels.partners.signing import verify_standard
from intake.ground.errors import CallUnreadable

_Id = Annotated[str, StringConstraints(min_length=1, max_length=256)]
_Caller = Annotated[str, StringConstraints(max_length=256)]
_Words = Annotated[str, StringConstraints(max_length=20_000)]
_Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
_Url = Annotated[str, StringConstraints(max_length=2_000)]
_MediaType = Annotated[str, StringConstraints(pattern=r"^(audio|video|application)/[a-z0-9.+-]{1,60}$")]


class _WordData(CallModel):
    text: _Words
    confidence: _Share


class _SegmentData(CallModel):
    start: _Seconds
    end: _Seconds = 0.0
    text: _Words
    confidence: _Share | None = None
    speaker: Annotated[str, StringConstraints(max_length=60)] = ""
    words: Annotated[tuple[_WordData, ...], Field(max_length=2_000)] = ()


class _RecordingData(CallModel):
    media_type: _MediaType
    url: _Url = ""
    content: str = ""
    """Base 64."""


class _CallData(CallModel):
    call_id: _Id
    caller: _Caller | None = Field(default=None, alias="from")
    started_at: AwareDatetime | None = None
    seconds: _Seconds = 0.0
    language: Annotated[str, StringConstraints(max_length=20)] = ""
    version: int = Field(default=1, ge=1, le=1_000)
    segments: Annotated[tuple[_SegmentData, ...], Field(max_length=20_000)] = ()
    recording: _RecordingData | None = None
    receipt: Annotated[str, StringConstraints(max_length=60)] = ""


class _RingingData(CallModel):
    call_id: _Id
    caller: _Caller | None = Field(default=None, alias="from")


class _Rang(CallModel):
    type: Literal["hotline.ringing"]
    data: _RingingData


class _Called(CallModel):
    type: Literal["hotline.recorded", "hotline.transcribed"]
    data: _CallData


class StandardHotlineAdapter:
    """Standard Webhooks JSON."""

    has_time_window = True

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check ``webhook-signature`` over id, time and body. Raises CallRejected."""
        verify_standard(call, partner, at=at)

    def read(self, call: RawCall) -> Transcription | Ringing | None:
        """Return ``hotline.ringing``, ``hotline.recorded`` or ``hotline.transcribed``. Raises CallUnreadable."""
        body = load_object(call.body)
        match body.get("type"):
            case "hotline.ringing":
                rang = fit(_Rang, body).data
                return Ringing(rang.call_id, rang.caller or "")
            case "hotline.recorded" | "hotline.transcribed" as kind:
                return _read_call(kind, fit(_Called, body).data)
        raise CallUnreadable("type: none that is known")


def _read_call(kind: str, data: _CallData) -> Transcription:
    if not data.segments and data.recording is None:
        raise CallUnreadable("data: neither segments nor recording")
    return Transcription(
        call_id=data.call_id,
        version=f"{kind}:{data.version}",
        caller=data.caller or "",
        started_at=data.started_at,
        seconds=int(data.seconds),
        language=data.language,
        segments=tuple(_read_segment(each) for each in data.segments),
        recording=None if data.recording is None else _read_recording(data.recording),
        receipt=data.receipt,
    )


def _read_segment(data: _SegmentData) -> Segment:
    words = tuple(HeardWord(word.text, word.confidence) for word in data.words)
    return Segment(data.start, data.text, data.end, data.confidence, data.speaker, words)


def _read_recording(data: _RecordingData) -> RecordingReference:
    try:
        content = base64.b64decode(data.content, validate=True)
    except NotBase64 as error:
        raise CallUnreadable("data.recording.content: not base 64") from error
    if bool(content) == bool(data.url):
        raise CallUnreadable("data.recording: either url or content")
    return RecordingReference(data.media_type, data.url, content)
