"""The timeline of one tip: each step, who took it and when, and who has read it; from the journal's details."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from triage.ground.vocabulary import PostKind
from triage.journal.append import BY_RESIDENTS
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.names import names_of
from triage.offices.posts.tables import Holding, Post
from triage.tips.opening.open import Capacity, OpenTip

_READINGS = frozenset({JournalEvent.TIP_READ, JournalEvent.FILE_READ})
# A colleague could tell the officer who is not to know.
_OF_CHIEFS = frozenset({JournalEvent.OFFICER_BARRED, JournalEvent.OFFICER_UNBARRED})
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Step:
    """One line about the tip."""

    at: datetime
    is_to_the_hour: bool
    """What residents do is journaled to the hour; an exact minute could be held against a telephone bill."""
    event: str
    officer: str
    """Who did it; empty where no officer did."""
    is_inspectors: bool
    """An inspector did it, whose name the police of the area are not told."""
    remark: str


@dataclass(frozen=True, slots=True)
class Reader:
    """An officer who has opened the tip."""

    officer: str
    is_inspector: bool
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to the tip, the first step first, and who has read it, the last reader first."""

    steps: tuple[Step, ...]
    readers: tuple[Reader, ...]


def read_timeline(session: Session, opened: OpenTip) -> Timeline:
    """Return the timeline of a tip that its reader has open: who may open it may know what was done to it."""
    query = select(JournalDetail).where(JournalDetail.tip_id == opened.tip.id).order_by(col(JournalDetail.number))
    details = session.exec(query).all()
    names = names_of(session, [each for detail in details for each in (detail.officer_id, detail.remark)])
    hidden = frozenset[str]() if Capacity.INSPECTORATE in opened.capacities else _list_inspectors(session)
    left_out = _READINGS if Capacity.CHIEF in opened.capacities else _READINGS | _OF_CHIEFS
    steps = tuple(_describe(each, names, hidden) for each in details if each.event not in left_out)
    return Timeline(steps, _count_readers([each for each in details if each.event in _READINGS], names, hidden))


def _describe(detail: JournalDetail, names: dict[str, str], hidden: frozenset[str]) -> Step:
    is_inspectors = detail.officer_id in hidden
    return Step(
        at=detail.at,
        is_to_the_hour=detail.event in BY_RESIDENTS,
        event=detail.event,
        officer="" if is_inspectors else names.get(detail.officer_id or "", ""),
        is_inspectors=is_inspectors,
        # Ids of other things are for verifying, not for pages.
        remark=names.get(detail.remark, "" if _ID.match(detail.remark) else detail.remark),
    )


def _count_readers(
    details: Sequence[JournalDetail], names: dict[str, str], hidden: frozenset[str]
) -> tuple[Reader, ...]:
    readers = dict[str, Reader]()
    for detail in details:
        is_inspector = detail.officer_id in hidden
        name = "" if is_inspector else names.get(detail.officer_id or "", "")
        before = readers.pop(name, None)
        count = int(detail.event == JournalEvent.TIP_READ)
        readers[name] = Reader(name, is_inspector, count + (0 if before is None else before.times), detail.at)
    return tuple(reversed(readers.values()))


def _list_inspectors(session: Session) -> frozenset[str]:
    """Return everyone who holds the inspectorate's post or has held it."""
    query = select(Holding.officer_id).join(Post, col(Post.id) == col(Holding.post_id))
    return frozenset(session.exec(query.where(Post.kind == PostKind.INSPECTORATE)))
