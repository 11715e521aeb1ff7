"""A sealed identity as rows. It passes through triage unopened: nothing here could open it."""

from sqlmodel import Session

from intake.submission import SealedIdentity
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow
from triage.ground.insertion import insert_all


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
