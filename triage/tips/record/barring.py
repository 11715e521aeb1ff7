"""Officers who may not see a tip, because it names them or a person close to them. The inspectorate says who."""

from datetime import datetime

from sqlmodel import Session, col, delete, select
from sqlmodel.sql.expression import SelectOfScalar

from triage.ground.insertion import insert_if_absent
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Holding
from triage.tips.record.tables import Bar


def list_barred(session: Session, tip_id: str) -> frozenset[str]:
    """Return the officers who may not see the tip."""
    return frozenset(session.exec(select(Bar.officer_id).where(Bar.tip_id == tip_id)))


def list_barred_from(officer_id: str) -> SelectOfScalar[str]:
    """Return the question from which tips an officer is barred, to stand in other questions."""
    return select(Bar.tip_id).where(Bar.officer_id == officer_id)


def store_bar(session: Session, tip_id: str, officer_id: str, *, by: str, at: datetime) -> None:
    """Bar the officer from the tip; twice is once."""
    row = {"tip_id": tip_id, "officer_id": officer_id, "barred_by": by, "barred_at": at, "hidden_changes": 0}
    insert_if_absent(session, Bar, row)


def delete_bar(session: Session, tip_id: str, officer_id: str) -> None:
    """Let the officer see the tip again, as far as posts say."""
    session.exec(delete(Bar).where(col(Bar.tip_id) == tip_id, col(Bar.officer_id) == officer_id))


def list_barrable(session: Session) -> list[Officer]:
    """Return every officer who holds a post: tips may name anybody."""
    holders = select(Holding.officer_id).where(col(Holding.until).is_(None))
    query = select(Officer).where(col(Officer.id).in_(holders), col(Officer.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Officer.display_name))))
