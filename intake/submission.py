"""What every channel makes of its raw input: a Submission.

The identity in it is sealed already. Nothing here, and nothing that takes a Submission, can open one.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from crypto.keys import PublicKey
from crypto.receipts import Receipt
from intake.areas.tables import AreaId

TipId = NewType("TipId", str)
IdentityId = NewType("IdentityId", str)


class Channel(StrEnum):
    """How a tip arrived."""

    WEB = "web"
    SMS = "sms"
    HOTLINE = "hotline"
    BOX = "box"


class Urgency(StrEnum):
    """What the resident says about the hour."""

    NONE = ""
    NOW = "now"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class SealedShare:
    """One custodian's share of the key to one identity."""

    custodian: str
    """The fingerprint of the custodian's public key."""
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SealedIdentity:
    """An identity under a key that no one holds: split among custodians, k of n."""

    id: IdentityId
    locked: bytes = field(repr=False)
    shares: tuple[SealedShare, ...] = field(repr=False)


class CustodyKind(StrEnum):
    """What is kept for the custodians alone, because it shows who a person is."""

    RECORDING = "recording"
    """A voice."""
    LETTER = "letter"
    """A handwriting."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file under a key that is split among custodians, like an identity's."""

    id: str
    kind: CustodyKind
    media_type: str
    chunks: tuple[bytes, ...] = field(repr=False)
    shares: tuple[SealedShare, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WorkerKey:
    """The public half of the worker's key of one month."""

    month: str
    public_key: PublicKey


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a long text this is."""

    reference: str
    """What the parts of one text have in common."""
    number: int
    """From 1."""
    of: int


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a speaker begins."""

    start: int
    """The character of the text."""
    seconds: int
    """Since the call began."""
    speaker: str
    """As the operator names the voice; may be empty."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is known of a text because it was spoken."""

    turns: tuple[Turn, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    """Where the machine guessed: from which character to before which."""
    language: str = ""
    seconds: int = 0
    """How long the call was."""


@dataclass(frozen=True, slots=True)
class TipContent:
    """What the resident wrote, for the officer to read."""

    what: str = field(repr=False)
    where: str = field(default="", repr=False)
    when: str = field(default="", repr=False)
    masked_by: tuple[str, ...] = ()
    """The rules by which something that says who the resident is was taken out, in the order of the text."""
    part: Part | None = None
    speech: Speech | None = None
    corrects: str = ""
    """The id of the message whose words an officer corrected here."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A clean arrival, ready for triage.

    ``tip_id`` exists before anything is stored, so that every ciphertext can be bound to it.
    """

    tip_id: TipId
    channel: Channel
    area_id: AreaId | None
    category: str
    urgency: Urgency
    about_police: bool
    content: TipContent
    receipt: Receipt | None
    """None for a channel by which no receipt is ever sent."""
    identity: SealedIdentity | None
    is_receipt_spoken: bool = False
    """The receipt passes through another's mouth or hands, so it is good for one use."""
    is_from_flood: bool = False
    """It came from where very many come from, after a wait: it stands behind the others."""
    is_contact_new: bool = False
    """The identity holds a contact that is not known to have come with this receipt before."""
