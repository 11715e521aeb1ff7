"""Blocking a sender by the digest of the number, which nobody here can read."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from triage.casework.open import Capacity, get_permission
from triage.errors import MoveRefused
from triage.journal.append import Entry, append
from triage.officers.sessions import SignedIn
from triage.texting.tables import SmsThread
from triage.vocabulary import JournalEvent


def is_sender_blocked(session: Session, tip_id: str) -> bool | None:
    """Say whether the tip's sender is blocked; None where no number leads to this tip any more."""
    row = session.exec(select(SmsThread).where(SmsThread.tip_id == tip_id)).first()
    return None if row is None else row.blocked_at is not None


def block_sender(session: Session, officer: SignedIn, tip_id: str, *, is_blocked: bool, at: datetime) -> None:
    """Hear no more from the sender of this tip but words of danger, or hear again.

    Raises TipUnavailable, or MoveRefused for whoever only reads the tip, and where no number leads to it any more.
    """
    if get_permission(session, officer, tip_id, at=at).capacities == {Capacity.READER}:
        raise MoveRefused
    changed = session.connection().execute(
        update(SmsThread)
        .where(col(SmsThread.tip_id) == tip_id)
        .values(blocked_at=at if is_blocked else None, version=SmsThread.version + 1)
    )
    if changed.rowcount == 0:
        raise MoveRefused
    event = JournalEvent.SENDER_BLOCKED if is_blocked else JournalEvent.SENDER_UNBLOCKED
    append(session, Entry(event, officer_id=officer.id, tip_id=tip_id), at=at)
