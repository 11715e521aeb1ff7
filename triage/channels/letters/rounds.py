"""Rounds: a box is opened, its letters are counted, and typed in one after the other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from triage.channels.letters.collectors import empties_now
from triage.channels.letters.tables import CollectionRow, PaperBoxRow
from triage.ground.errors import MoveRefused, TipUnavailable
from triage.ground.ids import new_id
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn

MOST_LETTERS = 500
# A round that is half typed in after this is no reminder any more, but forgotten.
_SHOWN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class BoxRound:
    """A box as its collector sees it."""

    area: AreaNode
    opened_at: datetime | None
    """When it was opened last."""
    due_at: datetime
    is_due: bool
    is_overdue: bool
    """A whole day too late."""
    unfinished: tuple[CollectionRow, ...]
    """Rounds whose letters are not all typed in."""


def list_rounds(session: Session, officer_id: str, tree: AreaTree, *, at: datetime) -> list[BoxRound]:
    """Return the boxes that the officer empties, those that have waited longest first."""
    boxes = session.exec(select(PaperBoxRow).where(PaperBoxRow.collector_id == officer_id)).all()
    rounds = [
        _read(session, box, tree.get(AreaId(box.area_id)), officer_id, at=at)
        for box in boxes
        if empties_now(session, officer_id, box.area_id, tree)
    ]
    return sorted(rounds, key=lambda each: each.due_at)


def open_box(session: Session, officer: SignedIn, area_id: str, letters: int, *, tree: AreaTree, at: datetime) -> str:
    """Note that the box was opened and how many letters lay in it; return the round's id.

    Raises TipUnavailable for a box that is not this officer's to empty, MoveRefused for a count that cannot be.
    """
    box = session.get(PaperBoxRow, area_id)
    if box is None or box.collector_id != officer.id:
        raise TipUnavailable
    # Who was given the area's own post since then, or holds none any more, empties it no more.
    if not 0 <= letters <= MOST_LETTERS or not empties_now(session, officer.id, area_id, tree):
        raise MoveRefused
    row = CollectionRow(id=new_id(), area_id=area_id, officer_id=officer.id, opened_at=at, letters=letters)
    session.add(row)
    append(session, Entry(JournalEvent.BOX_OPENED, officer_id=officer.id, remark=f"{area_id}:{letters}"), at=at)
    return row.id


def get_round(session: Session, officer: SignedIn, round_id: str, *, tree: AreaTree) -> CollectionRow:
    """Return the round of an officer who empties that box now.

    Raises TipUnavailable, alike for another's, for none, and where box, post or duty ended since it was opened.
    """
    row = session.get(CollectionRow, round_id)
    if row is None or row.officer_id != officer.id or not empties_now(session, officer.id, row.area_id, tree):
        raise TipUnavailable
    return row


def count_waiting(session: Session, officer_id: str, tree: AreaTree, *, at: datetime) -> int:
    """Return how many boxes are due, and rounds unfinished: what the queue reminds of."""
    rounds = list_rounds(session, officer_id, tree, at=at)
    return sum(each.is_due for each in rounds) + sum(len(each.unfinished) for each in rounds)


def _read(session: Session, box: PaperBoxRow, area: AreaNode, officer_id: str, *, at: datetime) -> BoxRound:
    rows = session.exec(
        select(CollectionRow)
        .where(CollectionRow.area_id == box.area_id)
        .order_by(col(CollectionRow.opened_at).desc())
        .limit(20)
    ).all()
    opened_at = rows[0].opened_at if rows else None
    due_at = (opened_at or box.since) + timedelta(days=box.every_days)
    mine = (row for row in rows if row.officer_id == officer_id and row.opened_at > at - _SHOWN)
    return BoxRound(
        area=area,
        opened_at=opened_at,
        due_at=due_at,
        is_due=at >= due_at,
        is_overdue=at >= due_at + timedelta(days=1),
        unfinished=tuple(row for row in mine if row.entered < row.letters),
    )
