"""Telling open pages that something changed: a number for each post, and a knock on PostgreSQL's channel."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from triage.casework.barring import list_barred_from
from triage.journal.tables import JournalHead
from triage.live.tables import PostActivity
from triage.posts.tables import Holding
from triage.tips.showing import has_reached
from triage.tips.tables import TipAccess

CHANNEL = "homthu_live"

# A post that can open the tip has one more change behind it. Called while the journal's head is held, so that two
# transactions never wait for each other's posts in a circle.
_RAISE = text(
    "INSERT INTO post_activity (post_id, number) "
    "SELECT DISTINCT post_id, 1 FROM tip_access WHERE tip_id = :tip_id "
    "ON CONFLICT (post_id) DO UPDATE SET number = post_activity.number + 1"
)
_RAISE_AT_DESK = text(
    "INSERT INTO post_activity (post_id, number) SELECT id, 1 FROM post WHERE kind = 'duty_desk' "
    "ON CONFLICT (post_id) DO UPDATE SET number = post_activity.number + 1"
)
_RAISE_AT = text(
    "INSERT INTO post_activity (post_id, number) VALUES (:post_id, 1) "
    "ON CONFLICT (post_id) DO UPDATE SET number = post_activity.number + 1"
)
_KNOCK = text(f"NOTIFY {CHANNEL}")


def note_change(session: Session, tip_id: str) -> None:
    """Note that the tip changed, for every post that can open it."""
    session.connection().execute(_RAISE, {"tip_id": tip_id})
    _knock(session)


def note_change_at(session: Session, post_ids: Iterable[str]) -> None:
    """Note that something is gone from these posts. Call it after the journal's line, while its head is held."""
    for post_id in sorted(post_ids):
        session.connection().execute(_RAISE_AT, {"post_id": post_id})
    _knock(session)


def note_change_at_desk(session: Session) -> None:
    """Note that the duty desk has something to look at that is no tip yet: a call, a recording."""
    session.flush()
    session.exec(select(JournalHead.id).with_for_update())
    session.connection().execute(_RAISE_AT_DESK)
    _knock(session)


def note_change_alone(session: Session, tip_id: str) -> None:
    """Note the same in a transaction that writes no line into the journal: it holds the head all the same."""
    session.flush()
    session.exec(select(JournalHead.id).with_for_update())
    note_change(session, tip_id)


def read_stamp(session: Session, officer_id: str, *, at: datetime) -> tuple[int, int]:
    """Return two numbers that differ from the last time when a page of this officer's may look different.

    The first counts changes at the officer's posts; the second counts the open tips that have climbed there by now,
    because time alone makes them appear.
    """
    posts = select(Holding.post_id).where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
    changes = session.exec(select(func.sum(PostActivity.number)).where(col(PostActivity.post_id).in_(posts))).one()
    climbed = session.exec(
        select(func.count())
        .select_from(TipAccess)
        .where(
            col(TipAccess.post_id).in_(posts),
            col(TipAccess.tip_id).not_in(list_barred_from(officer_id)),
            col(TipAccess.is_closed).is_(False),
            col(TipAccess.is_hidden).is_(False),
            has_reached(at),
        )
    ).one()
    return int(changes or 0), climbed


def _knock(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Delivered at the commit, and only then.
        connection.execute(_KNOCK)
