"""What an officer does with a tip: acknowledge, answer, note, move, close."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, update

from intake.submission import TipContent
from triage.casework.moves import Move, MoveName, get_move
from triage.casework.open import OpenTip, open_tip
from triage.errors import MoveRefused, ThreadEnded, TipChanged
from triage.installation import Installation
from triage.journal.append import Entry, append
from triage.officers.sessions import SignedIn
from triage.tips.coarse_times import cut_times
from triage.tips.messages import Author, add_message, hold_tip
from triage.tips.tables import Tip, TipAccess
from triage.vocabulary import AuthorKind, Disposition, JournalEvent, Status


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at one tip: who, which, and the version of the tip that the officer's page showed."""

    session: Session
    officer: SignedIn
    tip_id: str
    version: int
    installation: Installation
    at: datetime


def acknowledge(desk: Desk) -> None:
    """A person takes the tip; it climbs no further. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = _open(desk)
    tip, move = opened.tip, _move(opened, MoveName.ACKNOWLEDGE)
    tip.acknowledged_at, tip.post_id = desk.at, opened.post.id
    _change(desk, tip, move.target)
    desk.session.exec(
        update(TipAccess)
        .where(col(TipAccess.tip_id) == tip.id, col(TipAccess.visible_at) > desk.at)
        .values(is_hidden=True)
    )
    _journal(desk, JournalEvent.TIP_ACKNOWLEDGED)


def verify(desk: Desk) -> None:
    """The holder begins to verify. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = _open(desk)
    _change(desk, opened.tip, _move(opened, MoveName.VERIFY).target)
    _journal(desk, JournalEvent.TIP_MOVED, Status.VERIFYING)


def forward(desk: Desk, note: str) -> None:
    """The chief hands the case over; ``note`` says to whom and why. Raises as :func:`verify`."""
    opened = _open(desk)
    _change(desk, opened.tip, _move(opened, MoveName.FORWARD).target)
    _write(desk, opened, note, AuthorKind.NOTE)
    _journal(desk, JournalEvent.TIP_MOVED, Status.FORWARDED)


def close(desk: Desk, disposition: Disposition, sentence: str) -> None:
    """Close with a disposition and one sentence to the resident. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = _open(desk)
    tip, move = opened.tip, _move(opened, MoveName.CLOSE)
    tip.disposition, tip.closed_at = disposition, desk.at
    _change(desk, tip, move.target)
    if tip.thread_ended_at is None:
        _write(desk, opened, sentence, AuthorKind.OFFICER)
    _shelve(desk, tip, is_closed=True)
    cut_times(desk.session, tip)
    _journal(desk, JournalEvent.TIP_MOVED, f"{Status.CLOSED}:{disposition}")


def reopen(desk: Desk) -> None:
    """The chief takes up a closed tip again. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = _open(desk)
    tip, move = opened.tip, _move(opened, MoveName.REOPEN)
    tip.disposition, tip.closed_at = None, None
    _change(desk, tip, move.target)
    _shelve(desk, tip, is_closed=False)
    _journal(desk, JournalEvent.TIP_MOVED, "reopened")


def answer(desk: Desk, text: str) -> None:
    """Write to the resident. Raises TipUnavailable, TipChanged, ThreadEnded, or MoveRefused before the tip is taken."""
    opened = _open(desk)
    if opened.tip.status == Status.NEW:
        raise MoveRefused
    if opened.tip.thread_ended_at is not None:
        raise ThreadEnded
    _change(desk, opened.tip, Status(opened.tip.status))
    _write(desk, opened, text, AuthorKind.OFFICER)
    _journal(desk, JournalEvent.ANSWERED)


def note(desk: Desk, text: str) -> None:
    """Write a note that the resident does not see. Raises TipUnavailable or TipChanged."""
    opened = _open(desk)
    _change(desk, opened.tip, Status(opened.tip.status))
    _write(desk, opened, text, AuthorKind.NOTE)
    _journal(desk, JournalEvent.NOTED)


def _open(desk: Desk) -> OpenTip:
    tip = hold_tip(desk.session, desk.tip_id)
    opened = open_tip(desk.session, desk.officer, desk.tip_id, installation=desk.installation, at=desk.at)
    if tip.version != desk.version:
        raise TipChanged
    return opened


def _move(opened: OpenTip, name: MoveName) -> Move:
    return get_move(name, Status(opened.tip.status), opened.capacities)


def _change(desk: Desk, tip: Tip, status: Status) -> None:
    tip.status, tip.version = status, tip.version + 1
    desk.session.add(tip)
    desk.session.flush()


def _write(desk: Desk, opened: OpenTip, text: str, kind: AuthorKind) -> None:
    author = Author(kind, officer_id=desk.officer.id)
    add_message(desk.session, opened.tip, TipContent(what=text), seed=opened.seed, author=author, at=desk.at)


def _shelve(desk: Desk, tip: Tip, *, is_closed: bool) -> None:
    desk.session.exec(update(TipAccess).where(col(TipAccess.tip_id) == tip.id).values(is_closed=is_closed))


def _journal(desk: Desk, event: JournalEvent, remark: str = "") -> None:
    append(desk.session, Entry(event, officer_id=desk.officer.id, tip_id=desk.tip_id, remark=remark), at=desk.at)
