"""From a call to a Submission. Here, and nowhere after, the number is plain."""

import secrets
from dataclasses import dataclass
from typing import Literal

from intake.channels.hotline.facts import RecordingFacts
from intake.channels.hotline.speech import Spoken, shift
from intake.channels.hotline.submission import CallSubmission, SealedRecording, SealedRinging
from intake.channels.hotline.transcription import Ringing, Transcription
from intake.channels.hotline.understand import Heard
from intake.channels.partners.partner import Partner
from intake.channels.sms.numbers import canonical
from intake.identity.custody import Custody
from intake.identity.seal import make_file_key, seal_file_with, seal_identity, seal_recording_facts, seal_recording_key
from intake.reading.masking.lists import NameLists
from intake.reading.masking.mask import mask
from intake.submission import Channel, CustodyKind, SealedIdentity, Submission, TipContent, TipId, WorkerKey

_ID_BYTES = 16
_WITHHELD = "(số bị ẩn)"


@dataclass(frozen=True, slots=True)
class CallBuilder:
    """What it takes to seal a partner's call."""

    partner: Partner
    names: NameLists
    custody: Custody
    worker: WorkerKey
    policy: Literal["seal", "discard"]

    def build(
        self, told: Transcription, spoken: Spoken, heard: Heard, *, tip_id: TipId, is_new: bool
    ) -> CallSubmission:
        """Return the call's submission. Without words it is a recording, and a tip later."""
        recording = self._seal_recording(told, tip_id)
        if not told.segments:
            return CallSubmission(tip_id, self.partner.name, None, None, None, recording)
        masked = mask(spoken.text, self.names)
        speech = shift(spoken, masked.cuts, language=told.language, seconds=told.seconds)
        content = TipContent(what=masked.text, masked_by=tuple(masked.rules), speech=speech)
        identity = self._seal_identity(told.caller, masked.taken, tip_id)
        submission = _submission(tip_id, heard, content, identity)
        if is_new:
            return CallSubmission(tip_id, self.partner.name, submission, None, None, recording)
        is_danger = bool(heard.urgency)
        return CallSubmission(tip_id, self.partner.name, None, content, identity, recording, is_danger=is_danger)

    def build_ringing(self, ringing: Ringing) -> SealedRinging:
        """Return the announcement of a call."""
        tip_id = make_tip_id()
        return SealedRinging(tip_id, self.partner.name, self._seal_identity(ringing.caller, (), tip_id))

    def _seal_identity(self, caller: str, taken: tuple[str, ...], tip_id: TipId) -> SealedIdentity | None:
        if self.policy == "discard":
            return None
        number = canonical(caller) if caller else _WITHHELD
        return seal_identity("\n".join([number, *taken]), tip_id=tip_id, custody=self.custody)

    def _seal_recording(self, told: Transcription, tip_id: TipId) -> SealedRecording | None:
        recording, needs_words = told.recording, not told.segments
        if recording is None or (self.policy == "discard" and not needs_words):
            return None
        recording_id, file, key_sealed = secrets.token_hex(_ID_BYTES), None, None
        if recording.content:
            file_key, kind = make_file_key(tip_id), CustodyKind.RECORDING
            file = seal_file_with(file_key, recording.content, kind, recording.media_type, self.custody)
            key_sealed = seal_recording_key(file_key.key, recording_id=recording_id, worker=self.worker)
        facts = RecordingFacts.of(told, recording)
        return SealedRecording(
            id=recording_id,
            partner=self.partner.name,
            tip_id=tip_id,
            file=file,
            identity=self._seal_identity(told.caller, (), tip_id) if needs_words else None,
            month=self.worker.month,
            facts_sealed=seal_recording_facts(facts.to_bytes(), recording_id=recording_id, worker=self.worker),
            key_sealed=key_sealed if needs_words else None,
            needs_words=needs_words,
        )


def _submission(tip_id: TipId, heard: Heard, content: TipContent, identity: SealedIdentity | None) -> Submission:
    return Submission(
        tip_id=tip_id,
        channel=Channel.HOTLINE,
        area_id=heard.area_id,
        category=heard.category,
        urgency=heard.urgency,
        about_police=heard.about_police,
        content=content,
        receipt=None,
        identity=identity,
    )


def make_tip_id() -> TipId:
    """Return a fresh id for a tip that has no receipt yet."""
    return TipId(secrets.token_hex(_ID_BYTES))
