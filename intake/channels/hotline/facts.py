"""What the worker has to know of a recording: shapes only, sealed to it elsewhere."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from intake.channels.hotline.transcription import RecordingReference, Transcription


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """A call whose recording is still to be fetched or put into words."""

    call_id: str = field(repr=False)
    caller: str = field(repr=False)
    started_at: datetime | None
    seconds: int
    language: str
    media_type: str
    url: str = field(repr=False)

    @classmethod
    def of(cls, told: Transcription, recording: RecordingReference) -> Self:
        """Return the facts of a call."""
        return cls(
            told.call_id,
            told.caller,
            told.started_at,
            told.seconds,
            told.language,
            recording.media_type,
            recording.url,
        )

    def to_bytes(self) -> bytes:
        """Return the form that is sealed."""
        started_at = None if self.started_at is None else self.started_at.isoformat()
        said = [self.call_id, self.caller, started_at, self.seconds, self.language, self.media_type, self.url]
        return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        call_id, caller, started_at, *rest = json.loads(raw)
        return cls(call_id, caller, None if started_at is None else datetime.fromisoformat(started_at), *rest)
