"""What a call becomes on its way to triage: shapes only. Who called is sealed in every one of them."""

from dataclasses import dataclass, field

from intake.submission import SealedFile, SealedIdentity, Submission, TipContent, TipId


@dataclass(frozen=True, slots=True)
class SealedRecording:
    """A recording that the worker still has to fetch or to put into words."""

    id: str
    partner: str
    tip_id: TipId
    file: SealedFile | None
    """None while it has to be fetched."""
    identity: SealedIdentity | None
    month: str
    """Of the worker's key."""
    facts_sealed: bytes = field(repr=False)
    key_sealed: bytes | None = field(repr=False)
    needs_words: bool


@dataclass(frozen=True, slots=True)
class CallSubmission:
    """A call, ready for triage: a new tip, or more of one, or a recording that was not listened to yet."""

    tip_id: TipId
    partner: str
    submission: Submission | None
    """For a new tip."""
    content: TipContent | None
    """For more of a tip, with :attr:`identity`."""
    identity: SealedIdentity | None
    recording: SealedRecording | None
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class SealedRinging:
    """A call that rings, its number sealed under the id that its tip will have."""

    tip_id: TipId
    partner: str
    identity: SealedIdentity | None
