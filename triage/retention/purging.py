"""What was destroyed, withdrawn or closed to an officer, to be so again where an old backup brings it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from triage.channels.hotline.recordings import forget_recordings
from triage.channels.sms.tables import ReplyAddressRow
from triage.custody.disclosure.forgetting import delete_identities
from triage.ground.vocabulary import PostKind
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Post
from triage.retention.destroy import destroy_content
from triage.tips.attachments.store import delete_attachments
from triage.tips.record.barring import delete_bar, store_bar
from triage.tips.record.messages import hold_tip
from triage.tips.record.tables import CandidateAccess, Tip, TipAccess, TipKey, TipReceipt

_PURGING = (
    JournalEvent.CONTENT_EXPIRED,
    JournalEvent.IDENTITY_EXPIRED,
    JournalEvent.CONTACT_DELETED,
    JournalEvent.THREAD_ENDED,
    JournalEvent.TIP_WITHDRAWN,
    JournalEvent.TIP_MARKED,
    JournalEvent.OFFICER_BARRED,
    JournalEvent.OFFICER_UNBARRED,
)
# What a backup made later has itself, and what may have been changed since, on purpose, by an inspector.
_ONCE = (JournalEvent.TIP_MARKED, JournalEvent.OFFICER_BARRED, JournalEvent.OFFICER_UNBARRED)


@dataclass(frozen=True, slots=True)
class Purge:
    """A line of the journal that says that something of a tip is gone, or closed to an officer."""

    number: int
    event: JournalEvent
    tip_id: str
    whom: str = ""
    """The officer who is barred, or no longer."""
    by: str = ""
    """Who barred."""


def list_purges(session: Session, *, after: int) -> Sequence[Purge]:
    """Return what the journal says is gone, after one of its lines."""
    query = select(JournalDetail).where(
        col(JournalDetail.number) > after,
        col(JournalDetail.event).in_(_PURGING),
        col(JournalDetail.tip_id).is_not(None),
    )
    rows = session.exec(query.order_by(col(JournalDetail.number)))
    return [_describe(row) for row in rows]


def _describe(row: JournalDetail) -> Purge:
    event = JournalEvent(row.event)
    is_about_an_officer = event in (JournalEvent.OFFICER_BARRED, JournalEvent.OFFICER_UNBARRED)
    whom, by = (row.remark, row.officer_id or "") if is_about_an_officer else ("", "")
    return Purge(row.number, event, row.tip_id or "", whom, by)


def purge_again(session: Session, purge: Purge, *, restored_to: int, at: datetime) -> bool:
    """Destroy or close it, if it is there, and say whether it was. Nothing of it was meant to come back.

    ``restored_to`` is the number of the last line in the backup's journal.
    """
    tip = session.get(Tip, purge.tip_id)
    if tip is None or tip.destroyed_at is not None or (purge.event in _ONCE and purge.number <= restored_to):
        return False
    if purge.event is JournalEvent.CONTENT_EXPIRED:
        destroy_content(session, purge.tip_id, at=at)
    elif purge.event is JournalEvent.TIP_MARKED:
        _close_to_posts(session, purge.tip_id)
    elif purge.event in _ONCE:
        _bar_again(session, purge, at=at)
    else:
        _withdraw_again(session, purge, at=at)
    session.flush()
    return True


def _close_to_posts(session: Session, tip_id: str) -> None:
    """Close the tip to every post but the inspectorate's. Until the resident gives it back they do not read it."""
    inspectorate = select(Post.id).where(Post.kind == PostKind.INSPECTORATE)
    for table in (TipAccess, CandidateAccess):
        others = col(table.post_id).not_in(inspectorate)
        session.exec(delete(table).where(col(table.tip_id) == tip_id, others))
    session.exec(delete(TipKey).where(col(TipKey.tip_id) == tip_id))


def _bar_again(session: Session, purge: Purge, *, at: datetime) -> None:
    if session.get(Officer, purge.whom) is None:
        return
    if purge.event is JournalEvent.OFFICER_UNBARRED:
        delete_bar(session, purge.tip_id, purge.whom)
        return
    by = purge.by if session.get(Officer, purge.by) else purge.whom
    store_bar(session, purge.tip_id, purge.whom, by=by, at=at)


def _withdraw_again(session: Session, purge: Purge, *, at: datetime) -> None:
    forget_recordings(session, purge.tip_id)
    delete_identities(session, purge.tip_id)
    if purge.event is JournalEvent.TIP_WITHDRAWN:
        delete_attachments(session, purge.tip_id)
    if purge.event is JournalEvent.THREAD_ENDED:
        session.exec(delete(TipReceipt).where(col(TipReceipt.tip_id) == purge.tip_id))
        session.exec(delete(ReplyAddressRow).where(col(ReplyAddressRow.tip_id) == purge.tip_id))
        held = hold_tip(session, purge.tip_id)
        held.thread_ended_at = held.thread_ended_at or at
        session.add(held)
