"""Calls that could not be read: kept, listed without what they say, and gone when they have been read after all."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlmodel import Session, col, delete, select

from triage.channels.partners.counts import Counted, count
from triage.channels.partners.tables import QuarantineRow
from triage.ground.insertion import insert_all


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call, sealed to the worker's key of ``month``."""

    id: str
    partner: str
    month: str
    sealed: bytes = field(repr=False)
    fault: str
    """Where it did not fit, never what it said."""


def keep(session: Session, call: KeptCall, *, at: datetime) -> None:
    """Keep a call that was authentic and could not be read."""
    insert_all(session, QuarantineRow, [{**asdict(call), "arrived_at": at}])
    count(session, call.partner, Counted.QUARANTINED, at=at)


def list_kept(session: Session) -> list[QuarantineRow]:
    """Return every call that is kept, the oldest first."""
    return list(session.exec(select(QuarantineRow).order_by(col(QuarantineRow.arrived_at), col(QuarantineRow.id))))


def note_try(session: Session, quarantine_id: str, *, at: datetime) -> None:
    """Note that the call was read again, in vain."""
    row = session.get(QuarantineRow, quarantine_id)
    if row is not None:
        row.tried_at, row.tries = at, row.tries + 1
        session.add(row)


def release(session: Session, quarantine_id: str) -> None:
    """Let a call go: what it said is stored where it belongs."""
    session.exec(delete(QuarantineRow).where(col(QuarantineRow.id) == quarantine_id))
