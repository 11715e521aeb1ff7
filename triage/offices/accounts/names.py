"""Officers' names, for pages that officers see."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from triage.offices.accounts.tables import Officer


def names_of(session: Session, officer_ids: Iterable[str | None]) -> dict[str, str]:
    """Return the display name of each officer."""
    ids = {officer_id for officer_id in officer_ids if officer_id is not None}
    return dict(session.exec(select(Officer.id, Officer.display_name).where(col(Officer.id).in_(ids))).all())
