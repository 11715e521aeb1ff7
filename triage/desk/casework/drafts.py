"""What an officer has typed at a tip and not sent: locked under the officer's own key, until it is sent or emptied.

A session may end in the middle of a sentence, a browser may be closed, a telephone may ring: nothing typed is lost.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from triage.desk.casework.tables import TipDraft
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import get_permission
from triage.tips.record.tables import Tip

_KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the field of a step, on a page that showed this version of the tip."""

    step: str
    version: int
    text: str = field(repr=False)


def save_draft(session: Session, officer: SignedIn, tip_id: str, typed: Typed, *, at: datetime) -> None:
    """Keep what was typed in the place of the last; nothing but blanks keeps nothing.

    What was still on its way when the step was taken is not kept. Raises TipUnavailable.
    """
    get_permission(session, officer, tip_id, at=at)
    last = session.get(TipDraft, (officer.id, tip_id, typed.step), with_for_update=True, populate_existing=True)
    if last is not None and last.version > typed.version:
        return
    locked = b""
    if typed.text.strip():
        context = _context(officer, tip_id, typed.step)
        locked = lock(typed.text.encode("utf-8", "replace"), key=officer.seed.as_key(), context=context)
    _store(session, officer, tip_id, typed, locked, at=at)


def end_draft(session: Session, officer: SignedIn, tip_id: str, step: str, *, at: datetime) -> None:
    """Forget what was typed for the step: it was taken. Call it after the step gave the tip its next version."""
    _store(session, officer, tip_id, Typed(step, session.get_one(Tip, tip_id).version, ""), b"", at=at)


def _store(session: Session, officer: SignedIn, tip_id: str, typed: Typed, locked: bytes, *, at: datetime) -> None:
    key = {"officer_id": officer.id, "tip_id": tip_id, "step": typed.step}
    session.merge(TipDraft(**key, locked=locked, version=typed.version, changed_at=at))


def read_drafts(session: Session, officer: SignedIn, tip_id: str) -> dict[str, str]:
    """Return what the officer has typed at the tip, by its step. What another key locked is left out."""
    drafts = {}
    for row in session.exec(select(TipDraft).where(TipDraft.officer_id == officer.id, TipDraft.tip_id == tip_id)):
        if not row.locked:
            continue
        try:
            text = unlock(row.locked, key=officer.seed.as_key(), context=_context(officer, tip_id, row.step))
        except Unopenable:
            continue
        drafts[row.step] = text.decode()
    return drafts


def forget_drafts(session: Session, *, at: datetime) -> None:
    """Delete what was not touched for a week."""
    session.exec(delete(TipDraft).where(col(TipDraft.changed_at) < at - _KEPT_FOR))


def _context(officer: SignedIn, tip_id: str, step: str) -> Context:
    return bind(Label.TIP_DRAFT, officer.id, tip_id, step)
