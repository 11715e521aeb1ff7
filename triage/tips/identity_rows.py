"""A sealed identity as rows. It passes through triage unopened: nothing here could open it."""

from sqlmodel import Session, col, delete, select

from intake.submission import SealedIdentity
from triage.custody.files import delete_files
from triage.disclosure.forgetting import forget_disclosures
from triage.insertion import insert_all
from triage.retention.spending import spend_shares
from triage.tips.tables import IdentityRow, IdentityShareRow


def store_identity(session: Session, tip_id: str, identity: SealedIdentity | None) -> None:
    """Store the identity and its shares; nothing where the locality keeps no identities."""
    if identity is None:
        return
    insert_all(session, IdentityRow, [{"id": identity.id, "tip_id": tip_id, "locked": identity.locked}])
    insert_all(
        session,
        IdentityShareRow,
        [
            {"identity_id": identity.id, "custodian": share.custodian, "sealed": share.sealed}
            for share in identity.shares
        ],
    )


def delete_identities(session: Session, tip_id: str) -> None:
    """Delete every identity of the tip with all its shares, and every voice and handwriting."""
    spend_shares(session, tip_id)
    delete_files(session, tip_id)
    forget_disclosures(session, tip_id)
    ids = select(IdentityRow.id).where(IdentityRow.tip_id == tip_id)
    session.exec(delete(IdentityShareRow).where(col(IdentityShareRow.identity_id).in_(ids)))
    session.exec(delete(IdentityRow).where(col(IdentityRow.tip_id) == tip_id))
