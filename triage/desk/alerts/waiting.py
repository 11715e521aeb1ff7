"""What came and was not understood waits for a person: how much, since when, and who hears of the first of it.

Calls of gateways that could not be read, and recordings that a call-taker has to listen to, are no tips yet, and stand
in no queue. So the duty desk sees a number, and is alerted when the first comes, and each day while anything waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, or_, select

from triage.channels.hotline.recordings import RecordingState
from triage.channels.hotline.tables import RecordingRow
from triage.channels.partners.tables import QuarantineRow
from triage.desk.alerts.outbox import queue_about_waiting
from triage.desk.alerts.tables import WaitingWatch
from triage.ground.insertion import insert_if_absent
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding, Post

_AGAIN_AFTER = timedelta(days=1)


class Waits(StrEnum):
    """What waits."""

    QUARANTINE = "quarantine"
    RECORDINGS = "recordings"


@dataclass(frozen=True, slots=True)
class Pile:
    """How much of a kind waits."""

    count: int
    oldest_at: datetime | None
    """When the oldest of it came; None where nothing waits."""


def read_waiting(session: Session) -> dict[Waits, Pile]:
    """Return what waits, by its kind."""
    kept = select(func.count(), func.min(QuarantineRow.arrived_at)).select_from(QuarantineRow)
    unheard = (
        select(func.count(), func.min(RecordingRow.arrived_at))
        .select_from(RecordingRow)
        .where(
            or_(
                col(RecordingRow.state) == RecordingState.LOST,
                col(RecordingRow.needs_words) & (col(RecordingRow.state) == RecordingState.AT_DESK),
            )
        )
    )
    queries = {Waits.QUARANTINE: kept, Waits.RECORDINGS: unheard}
    return {what: Pile(*session.exec(query).one()) for what, query in queries.items()}


def queue_waiting_alerts(session: Session, *, at: datetime) -> int:
    """Alert the duty desk where something began to wait, or still waits after a day; return of how many kinds.

    The caller commits.
    """
    told = 0
    for what, pile in read_waiting(session).items():
        watch = session.get(WaitingWatch, what, with_for_update=True, populate_existing=True)
        if not pile.count:
            if watch is not None:
                session.delete(watch)
            continue
        if watch is None:
            is_due = insert_if_absent(session, WaitingWatch, {"what": what, "told_at": at})
        else:
            is_due = at - watch.told_at >= _AGAIN_AFTER
            watch.told_at = at if is_due else watch.told_at
            session.add(watch)
        if is_due:
            queue_about_waiting(session, _find_desk(session), at=at)
            told += 1
    session.flush()
    return told


def _find_desk(session: Session) -> set[str]:
    query = (
        select(Holding.officer_id)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .where(Post.kind == PostKind.DUTY_DESK, col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
    )
    return set(session.exec(query))
