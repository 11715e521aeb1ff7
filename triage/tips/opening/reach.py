"""Which tips an officer may open now, without opening one."""

from datetime import datetime

from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from triage.ground.vocabulary import PostKind
from triage.offices.posts.tables import Holding, Post
from triage.tips.record.barring import list_barred_from
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Tip, TipAccess


def ask_reach(officer_id: str, *, at: datetime) -> SelectOfScalar[str]:
    """Return the question for the ids of the tips that the officer may open, as ``open.py`` decides it."""
    return (
        select(TipAccess.tip_id)
        .join(Holding, col(Holding.post_key_id) == col(TipAccess.post_key_id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .where(
            Holding.officer_id == officer_id,
            col(Holding.until).is_(None),
            col(TipAccess.tip_id).not_in(list_barred_from(officer_id)),
            or_(
                col(Post.kind) == PostKind.COMMUNE,
                has_reached(at) & col(TipAccess.is_hidden).is_(False),
            ),
        )
    )


def list_reach(session: Session, officer_id: str, *, at: datetime) -> list[str]:
    """Return the ids, the newest tip first."""
    query = select(Tip.id).where(col(Tip.id).in_(ask_reach(officer_id, at=at)))
    return list(session.exec(query.order_by(col(Tip.accepted_at).desc(), col(Tip.id))))
