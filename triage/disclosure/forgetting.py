"""Forgetting what custodians gave: with an identity go all shares of it, also those on their way to an asker."""

from sqlmodel import Session, col, delete, select

from triage.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason


def forget_disclosures(session: Session, tip_id: str) -> None:
    """Delete every share and reason of the tip's requests; that an identity was opened stays known."""
    ids = select(Disclosure.id).where(Disclosure.tip_id == tip_id)
    session.exec(delete(DisclosureDecision).where(col(DisclosureDecision.disclosure_id).in_(ids)))
    session.exec(delete(DisclosureReason).where(col(DisclosureReason.disclosure_id).in_(ids)))
    session.exec(delete(Disclosure).where(col(Disclosure.tip_id) == tip_id, col(Disclosure.ready_at).is_(None)))
