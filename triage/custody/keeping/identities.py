"""A sealed identity as rows. It passes through triage unopened: nothing here could open it."""

from collections.abc import Iterable

from sqlmodel import Session

from intake.submission import SealedIdentity
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow
from triage.ground.insertion import insert_all


def store_identity(session: Session, tip_id: str, identity: SealedIdentity | None) -> None:
    """Store the identity and its shares; nothing where the locality keeps no identities."""
    store_identities(session, [(tip_id, identity)])


def store_identities(session: Session, identities: Iterable[tuple[str, SealedIdentity | None]]) -> None:
    """Store the identity of each tip, in one go."""
    kept = [(tip_id, identity) for tip_id, identity in identities if identity is not None]
    rows = [{"id": identity.id, "tip_id": tip_id, "locked": identity.locked} for tip_id, identity in kept]
    shares = [
        {"identity_id": identity.id, "custodian": share.custodian, "sealed": share.sealed}
        for _tip_id, identity in kept
        for share in identity.shares
    ]
    insert_all(session, IdentityRow, rows)
    insert_all(session, IdentityShareRow, shares)
