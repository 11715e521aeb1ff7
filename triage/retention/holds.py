"""Keeping a tip from being destroyed: for a court, a complaint, a case that goes on elsewhere."""

from datetime import datetime

from sqlmodel import Session, col, delete

from intake.submission import TipContent
from triage.ground.errors import MoveRefused
from triage.ground.vocabulary import AuthorKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.retention.tables import LegalHold
from triage.tips.installation import Installation
from triage.tips.opening.open import Capacity, OpenTip, open_tip
from triage.tips.record.messages import Author, add_message, hold_tip


def find_hold(session: Session, tip_id: str) -> LegalHold | None:
    """Return the hold on the tip, or None."""
    return session.get(LegalHold, tip_id)


def set_hold(
    session: Session, officer: SignedIn, tip_id: str, reason: str, *, installation: Installation, at: datetime
) -> None:
    """Hold the tip; the reason becomes a note in it. Raises TipUnavailable, MoveRefused, or TipDamaged."""
    opened = _open(session, officer, tip_id, installation=installation, at=at)
    if find_hold(session, tip_id) is None:
        session.add(LegalHold(tip_id=tip_id, officer_id=officer.id, held_at=at))
    _note(session, officer, opened, reason, at=at)
    append(session, Entry(JournalEvent.TIP_HELD, officer_id=officer.id, tip_id=tip_id), at=at)


def lift_hold(
    session: Session, officer: SignedIn, tip_id: str, reason: str, *, installation: Installation, at: datetime
) -> None:
    """Hold the tip no longer: its time runs as if it had never been held. Raises as :func:`set_hold`."""
    opened = _open(session, officer, tip_id, installation=installation, at=at)
    session.exec(delete(LegalHold).where(col(LegalHold.tip_id) == tip_id))
    _note(session, officer, opened, reason, at=at)
    append(session, Entry(JournalEvent.HOLD_LIFTED, officer_id=officer.id, tip_id=tip_id), at=at)


def _open(session: Session, officer: SignedIn, tip_id: str, *, installation: Installation, at: datetime) -> OpenTip:
    hold_tip(session, tip_id)
    opened = open_tip(session, officer, tip_id, installation=installation, at=at)
    if Capacity.CHIEF not in opened.capacities:
        raise MoveRefused
    return opened


def _note(session: Session, officer: SignedIn, opened: OpenTip, reason: str, *, at: datetime) -> None:
    author = Author(AuthorKind.NOTE, officer_id=officer.id)
    add_message(session, opened.tip, TipContent(what=reason), seed=opened.seed, author=author, at=at)
