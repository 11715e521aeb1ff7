"""Forgetting what custodians gave: with an identity go all shares of it, also those on their way to an asker."""

from sqlmodel import Session, col, delete, select

from triage.custody.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason
from triage.custody.keeping.files import delete_files
from triage.custody.keeping.spending import spend_shares
from triage.custody.keeping.tables import IdentityRow, IdentityShareRow


def forget_disclosures(session: Session, tip_id: str) -> None:
    """Delete every share and reason of the tip's requests; that an identity was opened stays known."""
    ids = select(Disclosure.id).where(Disclosure.tip_id == tip_id)
    session.exec(delete(DisclosureDecision).where(col(DisclosureDecision.disclosure_id).in_(ids)))
    session.exec(delete(DisclosureReason).where(col(DisclosureReason.disclosure_id).in_(ids)))
    session.exec(delete(Disclosure).where(col(Disclosure.tip_id) == tip_id, col(Disclosure.ready_at).is_(None)))


def delete_identities(session: Session, tip_id: str) -> None:
    """Delete every identity of the tip with all its shares, and every voice and handwriting."""
    spend_shares(session, tip_id)
    delete_files(session, tip_id)
    forget_disclosures(session, tip_id)
    ids = select(IdentityRow.id).where(IdentityRow.tip_id == tip_id)
    session.exec(delete(IdentityShareRow).where(col(IdentityShareRow.identity_id).in_(ids)))
    session.exec(delete(IdentityRow).where(col(IdentityRow.tip_id) == tip_id))
