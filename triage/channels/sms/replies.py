"""Ending replies: STOP, and XOA, after which nothing here leads to the number any more."""

from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session, col, delete, or_, update

from intake.channels.sms.submission import OutgoingKind, SealedReplyAddress
from triage.channels.sms.files import forget_files
from triage.channels.sms.outgoing import OPEN_STATES, drop
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow
from triage.custody.disclosure.forgetting import delete_identities
from triage.ground.insertion import insert_all
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.record.messages import hold_tip


def stop_replies(session: Session, tip_id: str | None, thread_digest: bytes, *, at: datetime) -> None:
    """Send nothing more to this number; what waits is dropped."""
    _drop_waiting(session, tip_id, thread_digest, at=at)
    if tip_id is not None:
        stop_tip(session, tip_id, at=at)


def stop_tip(session: Session, tip_id: str, *, at: datetime) -> None:
    """Let no further answer to this tip go out, and let its officers see that."""
    session.exec(update(ReplyAddressRow).where(col(ReplyAddressRow.tip_id) == tip_id).values(stopped_at=at))
    append(session, Entry(JournalEvent.REPLIES_STOPPED, tip_id=tip_id), at=at)


def erase_replies(session: Session, tip_id: str | None, thread_digest: bytes, *, at: datetime) -> None:
    """Delete who sent the thread's tip, and what waits for the number. What was reported stays with the officer."""
    _drop_waiting(session, tip_id, thread_digest, at=at)
    if tip_id is not None:
        erase_tip(session, tip_id, at=at)


def erase_tip(session: Session, tip_id: str, *, at: datetime) -> None:
    """Delete who sent this tip: the reply address, every sealed identity, where files lie. Answers end."""
    tip = hold_tip(session, tip_id)
    session.exec(delete(ReplyAddressRow).where(col(ReplyAddressRow.tip_id) == tip_id))
    delete_identities(session, tip_id)
    forget_files(session, tip_id)
    tip.thread_ended_at = at
    tip.version += 1
    session.add(tip)
    append(session, Entry(JournalEvent.THREAD_ENDED, tip_id=tip_id), at=at)


def keep_reply_address(
    session: Session, tip_id: str, address: SealedReplyAddress, *, stopped_at: datetime | None = None
) -> None:
    """Keep where answers to the tip go."""
    insert_all(session, ReplyAddressRow, [{"tip_id": tip_id, "stopped_at": stopped_at, **asdict(address)}])


def _drop_waiting(session: Session, tip_id: str | None, thread_digest: bytes, *, at: datetime) -> None:
    belongs = col(OutgoingRow.thread_digest) == thread_digest
    if tip_id is not None:
        belongs = or_(belongs, col(OutgoingRow.tip_id) == tip_id)
    is_open = col(OutgoingRow.state).in_(OPEN_STATES)
    drop(session, belongs, is_open, col(OutgoingRow.kind) != OutgoingKind.ERASED, at=at)
