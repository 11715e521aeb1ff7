"""Destroying what has had its time. Rows go here; what backups hold goes with the month's key (``burning.py``)."""

from datetime import datetime

from sqlmodel import Session, SQLModel, col, delete, or_, select, update

from triage.channels.hotline.recordings import forget_recordings
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow, SmsThread, TextFileRow
from triage.channels.threads.tables import ThreadReading
from triage.custody.disclosure.forgetting import delete_identities
from triage.desk.alerts.tables import Alert
from triage.desk.casework.tables import TipDraft
from triage.desk.thanks.tables import ThanksRow
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.tips.attachments.store import delete_attachments
from triage.tips.delivery.tables import Delivery
from triage.tips.record.messages import hold_tip
from triage.tips.record.spending import spend_content
from triage.tips.record.tables import Bar, CandidateAccess, FormerSeed, Message, TipAccess, TipKey, TipLink, TipReceipt

# In this order, because of what points to what. What stays is the tip's own row, its outcomes, what was paid for it and
# the fact that an identity was opened: what is counted, and what officers may have to answer for.
DESTROYED: tuple[type[SQLModel], ...] = (
    TipDraft,
    OutgoingRow,
    ReplyAddressRow,
    TextFileRow,
    SmsThread,
    CandidateAccess,
    ThreadReading,
    Message,
    FormerSeed,
    TipKey,
    TipReceipt,
    TipAccess,
    Bar,
)
_ANSWERED_FOR = tuple(event for event in JournalEvent if event.startswith("disclosure_"))


def destroy_identity(session: Session, tip_id: str, *, at: datetime) -> None:
    """Destroy who reported the tip: its identities, voices and handwritings, with all shares. Journaled."""
    hold_tip(session, tip_id)
    forget_recordings(session, tip_id)
    delete_identities(session, tip_id)
    append(session, Entry(JournalEvent.IDENTITY_EXPIRED, tip_id=tip_id), at=at)


def destroy_content(session: Session, tip_id: str, *, at: datetime) -> None:
    """Destroy what the tip said, who may open it and what was written about it. Journaled."""
    tip = hold_tip(session, tip_id)
    spend_content(session, tip_id)
    forget_recordings(session, tip_id)
    delete_identities(session, tip_id)
    deliveries = select(Delivery.id).where(Delivery.tip_id == tip_id)
    session.exec(delete(Alert).where(col(Alert.delivery_id).in_(deliveries)))
    session.exec(delete(Delivery).where(col(Delivery.tip_id) == tip_id))
    session.exec(delete(TipLink).where(or_(col(TipLink.tip_id) == tip_id, col(TipLink.other_id) == tip_id)))
    delete_attachments(session, tip_id)
    claims = update(ThanksRow).where(col(ThanksRow.tip_id) == tip_id)
    session.exec(claims.values(claim_digest=None, claim_locked=None))
    for table in DESTROYED:
        session.exec(delete(table).where(table.__table__.c.tip_id == tip_id))  # type: ignore[attr-defined]
    tip.destroyed_at, tip.officer_id, tip.public_key = at, None, b""
    tip.version += 1
    session.add(tip)
    # Who read it and when is not to be seen any more; the chain still verifies without its details.
    session.exec(
        delete(JournalDetail).where(col(JournalDetail.tip_id) == tip_id, col(JournalDetail.event).not_in(_ANSWERED_FOR))
    )
    append(session, Entry(JournalEvent.CONTENT_EXPIRED, tip_id=tip_id), at=at)
