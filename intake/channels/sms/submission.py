"""What a text becomes on its way to triage: shapes only. Who sent it is sealed or a digest in every one of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from intake.areas.tables import AreaId
from intake.submission import SealedIdentity, Submission, TipContent


class TextKind(StrEnum):
    """What becomes of a text."""

    NEW = "new"
    MORE = "more"
    BEGIN = "begin"
    """MOI alone: the next text begins another thread."""
    STOP = "stop"
    ERASE = "erase"
    HELP = "help"
    """Asks how it works: it is answered, and becomes nothing."""
    NOTHING = "nothing"
    """A command from a sender who has no thread."""


class OutgoingKind(StrEnum):
    """Why a text goes out: an officer's answer, or one of the few that go out by themselves."""

    ANSWER = "answer"
    RECEIVED = "received"
    QUESTION = "question"
    DANGER = "danger"
    ERASED = "erased"
    ALERT = "alert"
    """To an officer: there is something new."""
    WARNING = "warning"
    """To a contact that asked for warnings: one was published."""
    HELP = "help"
    """How it works."""
    ERASED_QUIETLY = "erased_quietly"
    """Nothing goes out: the worker forgets the number, and says nothing."""


@dataclass(frozen=True, slots=True)
class ThreadState:
    """The thread that a number holds now, as far as a decision needs it."""

    tip_id: str | None
    area_id: AreaId | None
    is_closed: bool
    register_name: str | None
    is_inspectorate: bool
    candidates: tuple[AreaId, ...]
    """What our question offered, in its order; empty once it was answered."""
    automatic_at: datetime | None
    automatic_kind: str | None
    is_stopped: bool
    blocked_in: frozenset[str]
    """The registers whose officers want to hear no more of this number."""


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text that goes out, sealed to the worker."""

    id: str
    kind: OutgoingKind
    partner: str
    month: str
    """Of the worker's key."""
    sealed: bytes = field(repr=False)
    segments: int
    not_before: datetime


@dataclass(frozen=True, slots=True)
class SealedReplyAddress:
    """Where answers to a tip go, sealed to the worker; by which partner is no secret."""

    partner: str
    month: str
    sealed: bytes = field(repr=False)
    is_answerable: bool


@dataclass(frozen=True, slots=True)
class SealedFileUrl:
    """Where a file that came with a text lies at the gateway, sealed to the worker."""

    id: str
    partner: str
    month: str
    """Of the worker's key."""
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextSubmission:
    """A text, ready for triage."""

    kind: TextKind
    partner: str
    submission: Submission | None
    """For a new tip."""
    content: TipContent | None
    """For more of a tip, with :attr:`identity`."""
    identity: SealedIdentity | None
    area_id: AreaId | None
    """The area that the text names."""
    candidates: tuple[AreaId, ...]
    choice: AreaId | None
    """Which of the candidates offered before the sender named."""
    is_danger: bool
    begins: bool
    """The sender asked for a new thread."""
    reply_address: SealedReplyAddress | None
    automatic: SealedText | None
    files: tuple[SealedFileUrl, ...] = ()
    """What the worker is to fetch for the tip."""
