"""Noting which months' keys have to go, because something that they lock was deleted here and stands in backups."""

from collections.abc import Iterable

from sqlmodel import Session, select

from triage.custody.tables import CustodyFileRow, CustodyShareRow
from triage.insertion import insert_unless_there
from triage.retention.tables import SpentMonth
from triage.texting.tables import CandidateAccess
from triage.tips.tables import IdentityRow, IdentityShareRow, TipAccess, TipKey, TipReceipt


def spend_content(session: Session, tip_id: str) -> None:
    """Note the months under which the tip's seed is locked. Call it before the rows are deleted."""
    months: set[str | None] = set()
    for table in (TipAccess, TipReceipt, TipKey, CandidateAccess):
        months.update(session.exec(select(table.month).where(table.tip_id == tip_id)).all())
    _spend(session, months)


def spend_receipts(session: Session, tip_id: str) -> None:
    """Note the months under which the tip's receipts are locked."""
    _spend(session, session.exec(select(TipReceipt.month).where(TipReceipt.tip_id == tip_id)).all())


def spend_shares(session: Session, tip_id: str) -> None:
    """Note the months under which the custodians' shares of the tip are locked."""
    identities = select(IdentityShareRow.month).join(IdentityRow).where(IdentityRow.tip_id == tip_id).distinct()
    files = select(CustodyShareRow.month).join(CustodyFileRow).where(CustodyFileRow.tip_id == tip_id).distinct()
    _spend(session, [*session.exec(identities), *session.exec(files)])


def _spend(session: Session, months: Iterable[str | None]) -> None:
    for month in sorted({month for month in months if month}):
        insert_unless_there(session, SpentMonth, {"month": month})
