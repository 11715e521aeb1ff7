"""What has had its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select

from triage.custody.disclosure.tables import Disclosure
from triage.custody.keeping.tables import CustodyFileRow, IdentityRow
from triage.retention.tables import LegalHold
from triage.tips.record.tables import Tip


@dataclass(frozen=True, slots=True)
class Periods:
    """How long after closing what is kept."""

    content: timedelta
    identity: timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """The tips, by their ids, of which something is to be destroyed."""

    content: Sequence[str]
    identities: Sequence[str]


def find_due(
    session: Session, periods: Periods, *, at: datetime, at_most: int | None = None, only: str | None = None
) -> Due:
    """Return what is due, and not held; an identity waits also while a request to open it is under way.

    ``only`` asks about one tip.
    """
    is_held = exists().where(col(LegalHold.tip_id) == col(Tip.id))
    keeps = or_(
        exists().where(col(IdentityRow.tip_id) == col(Tip.id)),
        exists().where(col(CustodyFileRow.tip_id) == col(Tip.id)),
    )
    is_asked_for = exists().where(
        col(Disclosure.tip_id) == col(Tip.id),
        col(Disclosure.expires_at) > at,
        col(Disclosure.refused_at).is_(None),
    )
    closed = col(Tip.closed_at).is_not(None) & ~is_held & ~is_asked_for
    if only is not None:
        closed &= col(Tip.id) == only
    content = _closed_before(at - periods.content) & col(Tip.destroyed_at).is_(None)
    return Due(
        _list(session, and_(closed, content), at_most),
        _list(session, and_(closed, _closed_before(at - periods.identity), keeps), at_most),
    )


def _closed_before(moment: datetime) -> ColumnElement[bool]:
    return col(Tip.closed_at) < moment


def _list(session: Session, which: ColumnElement[bool], at_most: int | None) -> Sequence[str]:
    return session.exec(select(Tip.id).where(which).order_by(col(Tip.closed_at), col(Tip.id)).limit(at_most)).all()
