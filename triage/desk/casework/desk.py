"""An officer at one tip: what every step begins and ends with."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from triage.desk.casework.moves import Move, MoveName, get_move
from triage.ground.errors import TipChanged
from triage.ground.vocabulary import Status
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.installation import Installation
from triage.tips.opening.open import OpenTip, open_tip
from triage.tips.record.messages import hold_tip
from triage.tips.record.sorting import sort_tip
from triage.tips.record.tables import Tip


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at one tip: who, which, and the version of the tip that the officer's page showed."""

    session: Session
    officer: SignedIn
    tip_id: str
    version: int
    installation: Installation
    at: datetime


def open_desk(desk: Desk) -> OpenTip:
    """Open the tip and keep others from changing it until the commit. Raises TipUnavailable or TipChanged."""
    tip = hold_tip(desk.session, desk.tip_id)
    opened = open_tip(desk.session, desk.officer, desk.tip_id, installation=desk.installation, at=desk.at)
    if tip.version != desk.version:
        raise TipChanged
    return opened


def find_move(opened: OpenTip, name: MoveName) -> Move:
    """Return the move. Raises MoveRefused where it is not open to this officer now."""
    return get_move(name, Status(opened.tip.status), opened.capacities)


def change(desk: Desk, tip: Tip, status: Status | None = None) -> None:
    """Give the tip its next version, and where one is given its status; the queue sorts it by that."""
    tip.status, tip.version = status or tip.status, tip.version + 1
    desk.session.add(tip)
    desk.session.flush()
    clocks = desk.installation.clocks.by_announced_days(desk.session)
    sort_tip(desk.session, tip, clocks=clocks, times=desk.installation.router.times)


def journal(desk: Desk, event: JournalEvent, remark: str = "") -> None:
    """Write the step into the journal; the last thing in a step."""
    append(desk.session, Entry(event, officer_id=desk.officer.id, tip_id=desk.tip_id, remark=remark), at=desk.at)
