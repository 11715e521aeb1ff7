"""What an open page compares, to know whether it may look different by now."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from triage.journal.tables import PostActivity
from triage.offices.posts.tables import Holding
from triage.tips.record.barring import list_barred_from
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Bar, TipAccess


def read_stamp(session: Session, officer_id: str, *, at: datetime) -> tuple[int, int]:
    """Return two numbers that differ from the last time when a page of this officer's may look different.

    The first counts changes at the officer's posts, but for those of tips that the officer is barred from; the second
    counts the open tips that have climbed there by now, because time alone makes them appear.
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
    hidden = select(func.sum(Bar.hidden_changes)).where(Bar.officer_id == officer_id)
    return int(changes or 0) - int(session.exec(hidden).one() or 0), climbed
