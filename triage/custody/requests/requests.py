"""Requests that only several custodians together can grant: to open one identity, or to bring back one post's key.

What is the same of both stands here: what is asked and until when, and what each custodian said. Two tables each hold
the requests of a kind, so that what belongs to a tip never stands beside what belongs to a post.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Limited
from sqlmodel import Field, Session, SQLModel, col, select

from crypto.contexts import Label, bind
from crypto.keys import PublicKey
from crypto.sealing import seal
from crypto.transcripts import Transcript, digest_transcript
from intake.ground.columns import utc_field
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import DisclosureState, Verdict
from triage.journal.events import JournalEvent

PENDING = (DisclosureState.WAITING, DisclosureState.OPEN)


class CustodyRequest(SQLModel):
    """A request. Its reasons can be read by the custodians only."""

    id: str = Field(primary_key=True)
    officer_id: str = Field(foreign_key="officer.id")
    """Who asks."""
    public_key: bytes
    """Shares are sealed to it."""
    needed: int
    asked_at: datetime = utc_field()
    open_at: datetime = utc_field()
    """From when custodians may approve."""
    expires_at: datetime = utc_field()
    ready_at: datetime | None = utc_field(nullable=True)
    refused_at: datetime | None = utc_field(nullable=True)
    transcript: bytes | None = None
    """What custodians compare; None in requests of before there was one."""
    signature: bytes | None = None
    """The asker's own, over the transcript."""
    voucher: bytes | None = None
    """What vouches for the asker's key, as ``vouching.py`` writes it; None where no post does."""


class CustodyReason(SQLModel):
    """Legal basis, document and reason, sealed to one custodian. Who may decide is who has a row here."""

    custodian: str = Field(primary_key=True)
    sealed: bytes


class CustodyDecision(SQLModel):
    """What one custodian said, in the very bytes that the custodian signed. It is said once."""

    custodian: str = Field(primary_key=True)
    verdict: str
    statement: bytes
    """With the shares sealed to the asker, or the reason of a refusal; see ``statements.py``."""
    signature: bytes
    decided_at: datetime = utc_field()


class RequestKind(StrEnum):
    """What is asked for."""

    DISCLOSURE = "disclosure"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Shares:
    """What one custodian opens for a request, by the ids of what it belongs to."""

    items: dict[str, bytes] = field(repr=False)
    """Of identities, or of a post's keys."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Of the tip's files."""


@dataclass(frozen=True, slots=True)
class Docket:
    """Where the requests of one kind lie, and what is particular to them."""

    kind: RequestKind
    requests: type[CustodyRequest]
    reasons: type[CustodyReason]
    decisions: type[CustodyDecision]
    reason_label: Label
    subject_field: str
    """Which field of a transcript names the tip or the post."""
    asked_event: JournalEvent
    events: Mapping[Verdict, JournalEvent]
    ready_event: JournalEvent
    find_subject: Callable[[CustodyRequest], str]
    """The id of the tip or the post."""
    list_share_ids: Callable[[Session, CustodyRequest, str], set[str]]
    """The ids of what one custodian has a share of."""
    list_shares: Callable[[Session, CustodyRequest, str, KeyDirectory], Shares]
    """The shares themselves. Raises TipDamaged or KeyDestroyed."""
    keeps_anything: Callable[[Session, str], bool]
    """Whether there still is something to open: requests are deleted with it."""
    may_end_otherwise: Callable[[CustodyRequest], bool]
    """Whether it is over by another's word than the custodians'."""
    journal_ids: Callable[[CustodyRequest], dict[str, str]]
    """By what the journal names the subject."""

    @property
    def key(self) -> str:
        """The column of reasons and decisions that names the request."""
        return f"{self.kind}_id"


@dataclass(frozen=True, slots=True)
class Rules:
    """What the locality's settings say of requests."""

    needed: int
    wait: timedelta
    expires_after: timedelta
    custodians: Mapping[str, PublicKey] = field(repr=False)
    """By their fingerprints."""
    accounts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The user names of custodians who are officers too, by their fingerprints."""

    def list_readers(self, username: str) -> dict[str, PublicKey]:
        """Return the custodians who may decide what this officer asks: all but the officer."""
        return {
            fingerprint: key
            for fingerprint, key in self.custodians.items()
            if self.accounts.get(fingerprint) != username
        }


LONGEST_DOCUMENT = 120


class Grounds(BaseModel):
    """Why it is asked, for the custodians to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legal_basis: str = Limited(min_length=1, max_length=300)
    document: str = Limited(min_length=1, max_length=LONGEST_DOCUMENT)
    reason: str = Limited(min_length=1, max_length=2000)
    asker: str
    """Who asks, by name."""
    salt: str = Limited(default="", pattern=r"^([0-9a-f]{32})?$")
    """Random: the transcript names the digest of the grounds, and a digest of words alone could be guessed."""

    @property
    def digest(self) -> str:
        """SHA-256 of all but the asker's name, as hexadecimal digits: it stands in the transcript."""
        fields = ("legal_basis", "document", "reason", "salt")
        return digest_transcript(Transcript("grounds", tuple((name, getattr(self, name)) for name in fields)).encode())


@dataclass(frozen=True, slots=True)
class Plea:
    """What is asked: why, and to which key the shares are to be sealed."""

    grounds: Grounds
    public_key: PublicKey
    transcript: bytes
    """All that custodians compare."""
    signature: bytes
    """The asker's, over it."""
    voucher: bytes | None = None


def find_state(request: CustodyRequest, *, at: datetime) -> DisclosureState:
    """Return where the request is."""
    if request.refused_at is not None:
        return DisclosureState.REFUSED
    if at >= request.expires_at:
        return DisclosureState.EXPIRED
    if request.ready_at is not None:
        return DisclosureState.READY
    return DisclosureState.WAITING if at < request.open_at else DisclosureState.OPEN


def describe_request(officer_id: str, plea: Plea, rules: Rules, *, at: datetime) -> dict[str, Any]:
    """Return what the row of a new request holds, whatever it asks for."""
    return {
        "id": new_id(),
        "officer_id": officer_id,
        "public_key": plea.public_key.raw,
        "transcript": plea.transcript,
        "signature": plea.signature,
        "voucher": plea.voucher,
        "needed": rules.needed,
        "asked_at": at,
        "open_at": at + rules.wait,
        "expires_at": at + rules.wait + rules.expires_after,
    }


def store_grounds(
    session: Session, docket: Docket, request_id: str, grounds: Grounds, readers: Mapping[str, PublicKey]
) -> None:
    """Store the reasons, sealed to each custodian who may decide."""
    raw = grounds.model_dump_json().encode()
    rows = [
        {
            docket.key: request_id,
            "custodian": fingerprint,
            "sealed": seal(raw, to=key, context=bind(docket.reason_label, request_id, fingerprint)),
        }
        for fingerprint, key in readers.items()
    ]
    insert_all(session, docket.reasons, rows)


def list_decisions(session: Session, docket: Docket, request_id: str) -> Sequence[CustodyDecision]:
    """Return what was said to a request, in the order in which it was said."""
    table = docket.decisions
    query = select(table).where(getattr(table, docket.key) == request_id)
    return session.exec(query.order_by(col(table.decided_at), col(table.custodian))).all()
