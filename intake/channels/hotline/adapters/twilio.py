"""Twilio's recording-transcription callback: a signed form with the words of one recording, and where it lies.

The signature carries no time, so a replayed call is told by its TranscriptionSid only, as long as that is remembered.
"""

from datetime import datetime

from intake.channels.hotline.transcription import RecordingReference, Ringing, Segment, Transcription
from intake.channels.partners.call import RawCall
from intake.channels.partners.callers import read_caller
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import read_fields
from intake.channels.partners.signing import verify_twilio
from intake.ground.errors import CallUnreadable

_LONGEST_TEXT = 500_000
_LONGEST_ID = 256
# Twilio serves a recording as WAV where nothing is added to its URL.
_MEDIA_TYPE = "audio/wav"


class TwilioHotlineAdapter:
    """Twilio's ``transcribeCallback`` of the verb ``<Record>``."""

    has_time_window = False

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check the signature over our URL and the sorted fields. Raises CallRejected."""
        verify_twilio(call, partner, at=at)

    def read(self, call: RawCall) -> Transcription | Ringing | None:
        """Return the words, or only the recording where Twilio could not write them down. Raises CallUnreadable."""
        fields = dict(read_fields(call))
        call_id, told = fields.get("CallSid", ""), fields.get("TranscriptionSid", "")
        if not 0 < len(call_id) <= _LONGEST_ID or not 0 < len(told) <= _LONGEST_ID:
            raise CallUnreadable("CallSid or TranscriptionSid is missing or over-long")
        url = fields.get("RecordingUrl", "")
        segments = _read_segments(fields)
        if not segments and not url:
            raise CallUnreadable("neither TranscriptionText nor RecordingUrl")
        return Transcription(
            call_id=call_id,
            version=told,
            caller=read_caller(fields.get("From", "")),
            segments=segments,
            recording=RecordingReference(_MEDIA_TYPE, url) if url else None,
        )


def _read_segments(fields: dict[str, str]) -> tuple[Segment, ...]:
    text = fields.get("TranscriptionText", "")
    if len(text) > _LONGEST_TEXT:
        raise CallUnreadable("TranscriptionText: over-long")
    if fields.get("TranscriptionStatus") != "completed" or not text.strip():
        return ()
    return (Segment(0.0, text),)
