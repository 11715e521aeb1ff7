"""What an officer has typed at a tip and not sent: locked under the officer's own key, until it is sent or emptied.

A session may end in the middle of a sentence, a browser may be closed, a telephone may ring: nothing typed is lost.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from triage.desk.casework.tables import TipDraft
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import get_permission

_KEPT_FOR = timedelta(days=7)


def save_draft(session: Session, officer: SignedIn, tip_id: str, step: str, text: str, *, at: datetime) -> None:
    """Keep what was typed for the step in the place of the last; nothing but blanks keeps nothing.

    Raises TipUnavailable.
    """
    get_permission(session, officer, tip_id, at=at)
    if not text.strip():
        destroy_draft(session, officer.id, tip_id, step)
        return
    locked = lock(text.encode("utf-8", "replace"), key=officer.seed.as_key(), context=_context(officer, tip_id, step))
    session.merge(TipDraft(officer_id=officer.id, tip_id=tip_id, step=step, locked=locked, changed_at=at))


def read_drafts(session: Session, officer: SignedIn, tip_id: str) -> dict[str, str]:
    """Return what the officer has typed at the tip, by its step. What another key locked is left out."""
    drafts = {}
    for row in session.exec(select(TipDraft).where(TipDraft.officer_id == officer.id, TipDraft.tip_id == tip_id)):
        try:
            text = unlock(row.locked, key=officer.seed.as_key(), context=_context(officer, tip_id, row.step))
        except Unopenable:
            continue
        drafts[row.step] = text.decode()
    return drafts


def destroy_draft(session: Session, officer_id: str, tip_id: str, step: str) -> None:
    """Delete what was typed for the step: it was sent, or thrown away."""
    session.exec(
        delete(TipDraft).where(
            col(TipDraft.officer_id) == officer_id, col(TipDraft.tip_id) == tip_id, col(TipDraft.step) == step
        )
    )


def forget_drafts(session: Session, *, at: datetime) -> None:
    """Delete what was not touched for a week."""
    session.exec(delete(TipDraft).where(col(TipDraft.changed_at) < at - _KEPT_FOR))


def _context(officer: SignedIn, tip_id: str, step: str) -> Context:
    return bind(Label.TIP_DRAFT, officer.id, tip_id, step)
