"""Noting which months' keys have to go, because something that they lock was deleted here and stands in backups."""

from collections.abc import Iterable

from sqlmodel import Session, select

from triage.ground.insertion import insert_if_absent
from triage.tips.record.tables import CandidateAccess, SpentMonth, TipAccess, TipKey, TipReceipt


def spend_content(session: Session, tip_id: str) -> None:
    """Note the months under which the tip's seed is locked. Call it before the rows are deleted."""
    months: set[str | None] = set()
    for table in (TipAccess, TipReceipt, TipKey, CandidateAccess):
        months.update(session.exec(select(table.month).where(table.tip_id == tip_id)).all())
    note_spent(session, months)


def spend_receipts(session: Session, tip_id: str) -> None:
    """Note the months under which the tip's receipts are locked."""
    note_spent(session, session.exec(select(TipReceipt.month).where(TipReceipt.tip_id == tip_id)).all())


def note_spent(session: Session, months: Iterable[str | None]) -> None:
    """Mark the months whose keys have to be destroyed because something locked under them was deleted."""
    for month in sorted({month for month in months if month}):
        insert_if_absent(session, SpentMonth, {"month": month})
