"""A sealed identity as rows. It passes through triage unopened: nothing here could open it."""

from sqlmodel import Session, SQLModel, col, delete, select

from intake.submission import Submission
from triage.tips.tables import IdentityRow, IdentityShareRow


def identity_rows(submission: Submission) -> list[SQLModel]:
    """Return the identity's row, then its shares' rows; nothing where the locality keeps no identities."""
    identity = submission.identity
    if identity is None:
        return []
    shares = [
        IdentityShareRow(identity_id=identity.id, custodian=share.custodian, sealed=share.sealed)
        for share in identity.shares
    ]
    return [IdentityRow(id=identity.id, tip_id=submission.tip_id, locked=identity.locked), *shares]


def delete_identities(session: Session, tip_id: str) -> None:
    """Delete every identity of the tip with all its shares."""
    ids = select(IdentityRow.id).where(IdentityRow.tip_id == tip_id)
    session.exec(delete(IdentityShareRow).where(col(IdentityShareRow.identity_id).in_(ids)))
    session.exec(delete(IdentityRow).where(col(IdentityRow.tip_id) == tip_id))
