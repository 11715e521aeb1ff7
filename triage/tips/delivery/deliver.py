"""Telling officers: one row an officer, in the transaction of what they are told."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select, update

from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.tips.delivery.tables import Delivery

Told = Iterable[tuple[str, Iterable[str]]]
"""Posts, and the officers of each who are told."""


def deliver(session: Session, told: Told, *, tip_id: str, at: datetime) -> None:
    """Put news of the tip before each of the officers."""
    deliver_all(session, [(tip_id, told)], at=at)


def deliver_all(session: Session, tips: Iterable[tuple[str, Told]], *, at: datetime) -> None:
    """Put news of each of the tips before the officers who are told of it."""
    rows = [
        {"id": new_id(), "tip_id": tip_id, "post_id": post_id, "officer_id": officer_id, "made_at": at}
        for tip_id, told in tips
        for post_id, officer_ids in told
        for officer_id in officer_ids
    ]
    insert_all(session, Delivery, rows)


def mark_seen(session: Session, *, tip_id: str, officer_id: str, at: datetime) -> bool:
    """Note that this officer has seen the news of this tip, and say whether there was any."""
    marked = session.exec(
        update(Delivery)
        .where(col(Delivery.tip_id) == tip_id, col(Delivery.officer_id) == officer_id, col(Delivery.seen_at).is_(None))
        .values(seen_at=at)
    )
    return marked.rowcount > 0


def withdraw(session: Session, tip_id: str, *, at: datetime) -> None:
    """Take back what was told of the tip until now: it is elsewhere."""
    session.exec(
        update(Delivery).where(col(Delivery.tip_id) == tip_id, col(Delivery.seen_at).is_(None)).values(seen_at=at)
    )


def seen_tips(session: Session, *, officer_id: str, tip_ids: Iterable[str]) -> frozenset[str]:
    """Return of which of the tips this officer has seen news before."""
    rows = session.exec(
        select(Delivery.tip_id).where(
            Delivery.officer_id == officer_id,
            col(Delivery.seen_at).is_not(None),
            col(Delivery.tip_id).in_(list(tip_ids)),
        )
    )
    return frozenset(rows)


def unseen_tips(session: Session, *, officer_id: str, tip_ids: Iterable[str]) -> frozenset[str]:
    """Return which of the tips hold news for this officer."""
    rows = session.exec(
        select(Delivery.tip_id).where(
            Delivery.officer_id == officer_id, col(Delivery.seen_at).is_(None), col(Delivery.tip_id).in_(list(tip_ids))
        )
    )
    return frozenset(rows)
