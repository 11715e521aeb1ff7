"""Handing a shared desk over: the next officer sees what is open, and says so, before the first one's session ends."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from triage.desk.queue.queue import Queue, Shelf
from triage.desk.queue.tables import Handover
from triage.ground.errors import MoveRefused
from triage.ground.ids import new_id
from triage.ground.vocabulary import Status
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Holding
from triage.tips.record.barring import list_barred_from
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Tip, TipAccess


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What stands at the officer's posts."""

    waiting: int
    """No officer has acknowledged them."""
    open: int
    """An officer works on them."""


def count_open(session: Session, officer_id: str, *, at: datetime) -> OpenWork:
    """Return how much is open at the officer's posts."""
    posts = [post.id for post in list_held(session, officer_id)]
    rows = session.exec(
        select(Tip.status, func.count(func.distinct(Tip.id)))
        .join(TipAccess, col(TipAccess.tip_id) == col(Tip.id))
        .where(
            col(TipAccess.post_id).in_(posts),
            col(TipAccess.tip_id).not_in(list_barred_from(officer_id)),
            col(TipAccess.is_closed).is_(False),
            col(TipAccess.is_hidden).is_(False),
            has_reached(at),
        )
        .group_by(col(Tip.status))
    )
    counts = dict(rows.all())
    waiting = counts.pop(Status.NEW, 0)
    return OpenWork(waiting, sum(counts.values()))


def list_next(session: Session, officer_id: str) -> list[Officer]:
    """Return those with whom the officer shares a post."""
    mine = select(Holding.post_id).where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
    query = (
        select(Officer)
        .join(Holding, col(Holding.officer_id) == col(Officer.id))
        .where(
            col(Holding.post_id).in_(mine),
            col(Holding.until).is_(None),
            col(Officer.closed_at).is_(None),
            Officer.id != officer_id,
        )
        .distinct()
        .order_by(col(Officer.display_name))
    )
    return list(session.exec(query))


def list_urgent(session: Session, officer_id: str, *, at: datetime) -> list[Tip]:
    """Return the first page of what is open, for the next officer to look over."""
    return [entry.tip for entry in Queue(session, officer_id, at).list_page(Shelf.MINE).entries]


def check_handover(session: Session, leaving_id: str, coming: Officer, seen_waiting: int, *, at: datetime) -> OpenWork:
    """Return what is open, if the two share a post and the next officer has seen all that waits.

    Raises MoveRefused otherwise.
    """
    if coming.id not in {officer.id for officer in list_next(session, leaving_id)}:
        raise MoveRefused
    now = count_open(session, leaving_id, at=at)
    if now.waiting > seen_waiting:
        raise MoveRefused
    return now


def hand_over_desk(session: Session, leaving_id: str, coming: Officer, seen_waiting: int, *, at: datetime) -> None:
    """Note that one officer left the desk to the next, who has seen what was open.

    Raises MoveRefused where the two share no post, or where something came meanwhile that the next has not seen.
    """
    now = check_handover(session, leaving_id, coming, seen_waiting, at=at)
    session.add(
        Handover(
            id=new_id(),
            from_officer_id=leaving_id,
            to_officer_id=coming.id,
            handed_over_at=at,
            waiting=now.waiting,
            open=now.open,
        )
    )
    remark = f"{coming.id}:{now.waiting}:{now.open}"
    append(session, Entry(JournalEvent.DESK_HANDED_OVER, officer_id=leaving_id, remark=remark), at=at)
