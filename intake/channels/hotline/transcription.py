"""What a hotline operator tells us of a call: that it rings, its words, its recording."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HeardWord:
    """One word, where the operator tells how sure of it the machine was."""

    text: str = field(repr=False)
    confidence: float
    """Between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech."""

    start_seconds: float
    text: str = field(repr=False)
    end_seconds: float = 0.0
    confidence: float | None = None
    """Between 0 and 1; None where the operator does not say."""
    speaker: str = ""
    words: tuple[HeardWord, ...] = field(default=(), repr=False)
    no_speech: float | None = None
    """How probable it is that no person spoke, from 0 to 1; None where the machine does not say."""
    compression: float | None = None
    """How many times smaller the text can be written: it repeats itself."""
    likelihood: float | None = None
    """The mean logarithm of its words' probabilities: 0 at best."""
    is_invented: bool = False
    """Probably written where no person spoke."""


@dataclass(frozen=True, slots=True)
class RecordingReference:
    """The recording of a call: where it can be fetched, or the sound itself."""

    media_type: str
    url: str = field(default="", repr=False)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Transcription:
    """A call that ended. Without segments it was not put into words yet.

    Who called is plain here, and sealed before it leaves intake.
    """

    call_id: str = field(repr=False)
    version: str
    """Tells a better transcription of the same call from a repeated delivery."""
    caller: str = field(repr=False)
    """Empty where the number was withheld."""
    started_at: datetime | None = None
    seconds: int = 0
    language: str = ""
    segments: tuple[Segment, ...] = field(default=(), repr=False)
    recording: RecordingReference | None = None
    receipt: str = field(default="", repr=False)
    """The receipt that the caller named to a machine."""


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call that rings now, for the call-taker who will pick it up."""

    call_id: str = field(repr=False)
    caller: str = field(repr=False)
