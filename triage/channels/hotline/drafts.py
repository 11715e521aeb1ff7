"""What a call-taker has typed so far: locked under the call-taker's own key, destroyed when the call is handed in."""

from datetime import datetime

from sqlmodel import Session, col, delete

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from triage.channels.hotline.tables import CallDraftRow
from triage.offices.accounts.sessions import SignedIn


def save_draft(session: Session, officer: SignedIn, draft: bytes, *, at: datetime) -> None:
    """Keep the draft in the place of the last. One officer has one: no one types two calls at once."""
    locked = lock(draft, key=officer.seed.as_key(), context=_context(officer))
    session.merge(CallDraftRow(officer_id=officer.id, locked=locked, changed_at=at))


def find_draft(session: Session, officer: SignedIn) -> bytes | None:
    """Return the officer's draft, or None; also where its key is another now."""
    row = session.get(CallDraftRow, officer.id)
    if row is None:
        return None
    try:
        return unlock(row.locked, key=officer.seed.as_key(), context=_context(officer))
    except Unopenable:
        return None


def destroy_draft(session: Session, officer_id: str) -> None:
    """Delete the officer's draft."""
    session.exec(delete(CallDraftRow).where(col(CallDraftRow.officer_id) == officer_id))


def _context(officer: SignedIn) -> Context:
    return bind(Label.CALL_DRAFT, officer.id)
