"""Officers who may not see a tip, because it names them or could reach somebody close to them."""

from sqlmodel import Session, select

from triage.casework.tables import Bar


def list_barred(session: Session, tip_id: str) -> frozenset[str]:
    """Return the officers who may not see the tip."""
    return frozenset(session.exec(select(Bar.officer_id).where(Bar.tip_id == tip_id)))
