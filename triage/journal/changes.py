"""Telling open pages that something changed: a number for each post, and a NOTIFY on PostgreSQL's channel."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from triage.journal.chain import take_head

CHANNEL = "homthu_live"

# A post that can open the tip has one more change behind it. Called while the journal's head is held, so that two
# transactions never wait for each other's posts in a circle.
_RAISE = text(
    "INSERT INTO post_activity (post_id, number) "
    "SELECT DISTINCT post_id, 1 FROM tip_access WHERE tip_id = :tip_id AND NOT is_hidden "
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
# What was counted at posts of an officer who is barred from the tip is taken off again for that officer, or an open
# page would tell that something goes on that it does not show.
_HIDE = text(
    "UPDATE bar SET hidden_changes = hidden_changes + (SELECT count(DISTINCT tip_access.post_id) FROM tip_access "
    "JOIN holding ON holding.post_id = tip_access.post_id AND holding.until IS NULL "
    "WHERE tip_access.tip_id = bar.tip_id AND NOT tip_access.is_hidden AND holding.officer_id = bar.officer_id) "
    "WHERE tip_id = :tip_id"
)
_HIDE_AT = text(
    "UPDATE bar SET hidden_changes = hidden_changes + 1 WHERE tip_id = :tip_id AND officer_id IN "
    "(SELECT officer_id FROM holding WHERE post_id = :post_id AND until IS NULL)"
)
_NOTIFY = text(f"NOTIFY {CHANNEL}")


def note_changes(session: Session, tip_ids: Sequence[str]) -> None:
    """Note that each of the tips changed, for every post that can open it."""
    connection, tips = session.connection(), [{"tip_id": tip_id} for tip_id in tip_ids]
    for statement in (_RAISE, _HIDE):
        connection.execute(statement, tips if len(tips) > 1 else tips[0])
    _notify(session)


def note_change_at(session: Session, tip_id: str, post_ids: Iterable[str]) -> None:
    """Note that the tip is gone from these posts. Call it after the journal's line, while its head is held."""
    for post_id in sorted(post_ids):
        session.connection().execute(_RAISE_AT, {"post_id": post_id})
        session.connection().execute(_HIDE_AT, {"tip_id": tip_id, "post_id": post_id})
    _notify(session)


def note_change_at_desk(session: Session) -> None:
    """Note that the duty desk has something to look at that is no tip yet: a call, a recording."""
    session.flush()
    take_head(session)
    session.connection().execute(_RAISE_AT_DESK)
    _notify(session)


def note_change_alone(session: Session, tip_id: str) -> None:
    """Note the same in a transaction that writes no line into the journal: it holds the head all the same."""
    session.flush()
    take_head(session)
    note_changes(session, [tip_id])


def _notify(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # Delivered at the commit, and only then.
        connection.execute(_NOTIFY)
