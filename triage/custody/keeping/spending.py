"""Noting which months' keys have to go with custodians' shares."""

from sqlmodel import Session, select

from triage.custody.keeping.tables import CustodyFileRow, CustodyShareRow, IdentityRow, IdentityShareRow
from triage.tips.record.spending import note_spent


def spend_shares(session: Session, tip_id: str) -> None:
    """Note the months under which the custodians' shares of the tip are locked."""
    identities = select(IdentityShareRow.month).join(IdentityRow).where(IdentityRow.tip_id == tip_id).distinct()
    files = select(CustodyShareRow.month).join(CustodyFileRow).where(CustodyFileRow.tip_id == tip_id).distinct()
    note_spent(session, [*session.exec(identities), *session.exec(files)])
