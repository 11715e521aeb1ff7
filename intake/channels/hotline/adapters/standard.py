"""Our reference interface for hotlines: JSON, signed by the Standard Webhooks specification.

``docs/hotline.md`` tells an operator how to implement it.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidatorFunctionWrapHandler, WrapValidator

from intake.channels.hotline.transcription import HeardWord, RecordingReference, Ringing, Segment, Transcription
from intake.channels.partners.call import RawCall
from intake.channels.partners.callers import read_caller
from intake.channels.partners.media_types import bare_media_type
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import AsText, CallModel, clamp, decode_base64, fit, load_object
from intake.channels.partners.signing import verify_standard
from intake.ground.errors import CallUnreadable
from intake.ground.local_time import to_utc

_DAY_SECONDS = 86_400
_UNKNOWN_KIND = "application/octet-stream"
_Id = Annotated[AsText, StringConstraints(min_length=1, max_length=256)]
_Caller = Annotated[AsText, StringConstraints(max_length=256)]
_Words = Annotated[AsText, StringConstraints(max_length=20_000)]
_Share = Annotated[float, clamp(0, 1)]
_Seconds = Annotated[float, clamp(0, _DAY_SECONDS)]
_Url = Annotated[str, StringConstraints(max_length=2_000)]
_MediaType = Annotated[
    str,
    AfterValidator(bare_media_type),
    StringConstraints(pattern=r"^(audio|video|application)/[a-z0-9.+-]{1,60}$"),
]


def _read_time(told: object, read: ValidatorFunctionWrapHandler) -> datetime | None:
    """Return the moment; None where it cannot be read, because no call is lost for the sake of its time."""
    try:
        return to_utc(read(told))
    except (ValueError, OverflowError):
        return None


class _WordData(CallModel):
    text: _Words = ""
    confidence: _Share | None = None


class _SegmentData(CallModel):
    start: _Seconds = 0.0
    end: _Seconds = 0.0
    text: _Words = ""
    confidence: _Share | None = None
    speaker: Annotated[AsText, StringConstraints(max_length=60)] = ""
    words: Annotated[tuple[_WordData, ...], Field(max_length=2_000)] = ()


class _RecordingData(CallModel):
    media_type: _MediaType = _UNKNOWN_KIND
    url: _Url = ""
    content: str = ""
    """Base 64."""


class _CallData(CallModel):
    call_id: _Id
    caller: _Caller = Field(default="", alias="from")
    started_at: Annotated[datetime | None, WrapValidator(_read_time)] = None
    seconds: _Seconds = 0.0
    language: Annotated[AsText, StringConstraints(max_length=20)] = ""
    version: Annotated[int, clamp(1, 1_000)] = 1
    segments: Annotated[tuple[_SegmentData, ...], Field(max_length=20_000)] = ()
    recording: _RecordingData | None = None
    receipt: Annotated[AsText, StringConstraints(max_length=60)] = ""


class _RingingData(CallModel):
    call_id: _Id
    caller: _Caller = Field(default="", alias="from")


class _Rang(CallModel):
    type: Literal["hotline.ringing"]
    data: _RingingData


class _Called(CallModel):
    type: Literal["hotline.recorded", "hotline.transcribed"]
    data: _CallData


EVENTS = (_Rang, _Called)
"""What operators may send, for the description of the interface."""


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
                return Ringing(rang.call_id, read_caller(rang.caller))
            case "hotline.recorded" | "hotline.transcribed" as kind:
                return _read_call(kind, fit(_Called, body).data)
        raise CallUnreadable("type: none that is known")


def _read_call(kind: str, data: _CallData) -> Transcription:
    recording = None if data.recording is None else _read_recording(data.recording)
    segments = tuple(_read_segment(each) for each in data.segments if each.text.strip())
    if not segments and recording is None:
        raise CallUnreadable("data: neither segments nor recording")
    return Transcription(
        call_id=data.call_id,
        version=f"{kind}:{data.version}",
        caller=read_caller(data.caller),
        started_at=data.started_at,
        seconds=int(data.seconds),
        language=data.language,
        segments=segments,
        recording=recording,
        receipt=data.receipt,
    )


def _read_segment(data: _SegmentData) -> Segment:
    # A word of which nothing is told is no doubtful one.
    words = tuple(HeardWord(each.text, each.confidence) for each in data.words if each.confidence is not None)
    return Segment(data.start, data.text, data.end, data.confidence, data.speaker, words)


def _read_recording(data: _RecordingData) -> RecordingReference | None:
    try:
        content = decode_base64(data.content)
    except ValueError as error:
        raise CallUnreadable("data.recording.content: not base 64") from error
    if not content and not data.url:
        return None
    return RecordingReference(data.media_type, "" if content else data.url, content)
