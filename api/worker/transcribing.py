"""Having a recording put into words, by any server that speaks the OpenAI-compatible ``/v1/audio/transcriptions``."""

import math
from dataclasses import dataclass, field
from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.ground.answers import read_answer
from intake.channels.hotline.transcription import HeardWord, Segment

_PATH = "/v1/audio/transcriptions"
# Two hours of speech take a small machine about as long.
_TIMEOUT = httpx.Timeout(30.0, read=7_200.0)
# Two hours word by word are some ten megabytes; once it speaks, a server has all of it.
_LARGEST_ANSWER_BYTES, _ANSWER_SECONDS = 32 << 20, 120.0
_ENDINGS = {"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/webm": "webm", "audio/flac": "flac"}
_Text = Annotated[str, Field(max_length=1_000_000)]


class TranscriptionFailed(Exception):
    """The server gave no words."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Word(_Model):
    word: _Text
    probability: float | None = None


class _Segment(_Model):
    start: float = 0.0
    end: float = 0.0
    text: _Text = ""
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None
    words: list[_Word] = []


class _Answer(_Model):
    text: _Text = ""
    segments: list[_Segment] = []


@dataclass(frozen=True, slots=True)
class Transcriber:
    """The server that the settings name."""

    client: httpx.Client
    url: str
    model: str
    key: str = field(default="", repr=False)

    def write_down(self, recording: bytes, media_type: str, language: str) -> tuple[Segment, ...]:
        """Return the words of a recording; none where no person spoke. Raises TranscriptionFailed."""
        ending = _ENDINGS.get(media_type, "wav")
        try:
            asking = self.client.stream(
                "POST",
                f"{self.url.rstrip('/')}{_PATH}",
                # The name says nothing, and must be there: some servers go by its ending.
                files={"file": (f"call.{ending}", recording, media_type)},
                data={"model": self.model, "language": language[:2] or "vi", "response_format": "verbose_json"},
                headers={"Authorization": f"Bearer {self.key}"} if self.key else {},
                timeout=_TIMEOUT,
            )
            with asking as answer:
                answer.raise_for_status()
                content = read_answer(answer, most_bytes=_LARGEST_ANSWER_BYTES, seconds=_ANSWER_SECONDS)
            heard = _Answer.model_validate_json(content)
        except (httpx.HTTPError, ValidationError) as error:
            raise TranscriptionFailed from error
        segments = tuple(_read(each) for each in heard.segments if each.text.strip())
        return segments or ((Segment(0.0, heard.text),) if heard.text.strip() else ())


def _read(segment: _Segment) -> Segment:
    words = tuple(HeardWord(word.word, word.probability) for word in segment.words if word.probability is not None)
    confidence = None if segment.avg_logprob is None else min(1.0, math.exp(min(0.0, segment.avg_logprob)))
    return Segment(
        max(0.0, segment.start),
        segment.text,
        segment.end,
        confidence,
        words=words,
        no_speech=segment.no_speech_prob,
        compression=segment.compression_ratio,
        likelihood=segment.avg_logprob,
    )
