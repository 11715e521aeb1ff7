"""What was destroyed or withdrawn, to be destroyed again where an old backup brings it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from triage.journal.tables import JournalDetail
from triage.retention.destroy import destroy_content
from triage.texting.tables import ReplyAddressRow
from triage.tips.identity_rows import delete_identities
from triage.tips.messages import hold_tip
from triage.tips.tables import Tip, TipReceipt
from triage.vocabulary import JournalEvent

_PURGING = (
    JournalEvent.CONTENT_EXPIRED,
    JournalEvent.IDENTITY_EXPIRED,
    JournalEvent.CONTACT_DELETED,
    JournalEvent.THREAD_ENDED,
)


@dataclass(frozen=True, slots=True)
class Purge:
    """A line of the journal that says that something of a tip is gone."""

    number: int
    event: JournalEvent
    tip_id: str


def list_purges(session: Session, *, after: int) -> Sequence[Purge]:
    """Return what the journal says is gone, after one of its lines."""
    query = select(JournalDetail).where(
        col(JournalDetail.number) > after,
        col(JournalDetail.event).in_(_PURGING),
        col(JournalDetail.tip_id).is_not(None),
    )
    rows = session.exec(query.order_by(col(JournalDetail.number)))
    return [Purge(row.number, JournalEvent(row.event), row.tip_id or "") for row in rows]


def purge_again(session: Session, purge: Purge, *, at: datetime) -> None:
    """Destroy it, if it is there. Nothing of it was meant to come back."""
    tip = session.get(Tip, purge.tip_id)
    if tip is None or tip.destroyed_at is not None:
        return
    if purge.event is JournalEvent.CONTENT_EXPIRED:
        destroy_content(session, purge.tip_id, at=at)
        return
    delete_identities(session, purge.tip_id)
    if purge.event is JournalEvent.THREAD_ENDED:
        session.exec(delete(TipReceipt).where(col(TipReceipt.tip_id) == purge.tip_id))
        session.exec(delete(ReplyAddressRow).where(col(ReplyAddressRow.tip_id) == purge.tip_id))
        held = hold_tip(session, purge.tip_id)
        held.thread_ended_at = held.thread_ended_at or at
        session.add(held)
    session.flush()
