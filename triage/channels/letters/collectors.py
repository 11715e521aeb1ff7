"""Who empties which box: an officer who does not answer for its area, so that none types a letter about himself."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from triage.channels.letters.tables import PaperBoxRow
from triage.ground.errors import MoveRefused
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import list_held, list_led
from triage.offices.posts.tables import Holding, Post

USUAL_DAYS = 7
_MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A box of a chief's commune, who empties it, and who may."""

    area: AreaNode
    box: PaperBoxRow | None
    candidates: tuple[Officer, ...]


def list_boxes_of_chief(session: Session, chief_id: str, tree: AreaTree) -> list[BoxLine]:
    """Return every area with a box in the communes whose chief this is; nothing for anybody else."""
    rows = {row.area_id: row for row in session.exec(select(PaperBoxRow))}
    return [
        BoxLine(area, rows.get(area.id), tuple(_list_candidates(session, commune.id, area.id, tree)))
        for commune in _list_communes(session, chief_id, tree)
        for area in tree.with_box_under(commune.id)
    ]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who empties which box, and how often."""

    area_id: str
    collector_id: str | None
    every_days: int


def assign_box(session: Session, chief: SignedIn, given: Assignment, *, tree: AreaTree, at: datetime) -> None:
    """Say who empties the box, and how often; None where no officer does any more.

    Raises MoveRefused where the box is not the chief's to give, or the officer answers for its area.
    """
    lines = {line.area.id: line for line in list_boxes_of_chief(session, chief.id, tree)}
    line = lines.get(AreaId(given.area_id))
    if line is None or not 1 <= given.every_days <= _MOST_DAYS:
        raise MoveRefused
    if given.collector_id is not None and given.collector_id not in {officer.id for officer in line.candidates}:
        raise MoveRefused
    row = line.box or PaperBoxRow(area_id=given.area_id, every_days=given.every_days, since=at)
    row.collector_id, row.every_days = given.collector_id, given.every_days
    session.add(row)
    append(session, Entry(JournalEvent.BOX_ASSIGNED, officer_id=chief.id, remark=given.area_id), at=at)


def empties_now(session: Session, officer_id: str, area_id: str, tree: AreaTree) -> bool:
    """Say whether the box is there, given to this officer, and the officer still holds a post that may empty it."""
    box = session.get(PaperBoxRow, area_id)
    commune = tree.find_commune(AreaId(area_id)) if area_id in tree.nodes else None
    if box is None or box.collector_id != officer_id or commune is None:
        return False
    if area_id not in {node.id for node in tree.with_box_under(commune.id)}:
        return False
    return officer_id in {officer.id for officer in _list_candidates(session, commune.id, AreaId(area_id), tree)}


def answers_for(session: Session, officer_id: str, area_id: AreaId, tree: AreaTree) -> bool:
    """Say whether tips of the area come before this officer: by its own post, or by one above it."""
    lineage = {node.id for node in tree.lineage(area_id)}
    return any(post.area_id in lineage for post in list_held(session, officer_id))


def _list_communes(session: Session, officer_id: str, tree: AreaTree) -> list[AreaNode]:
    return [tree.get(AreaId(post.area_id)) for post in list_led(session, officer_id) if post.area_id]


def _list_candidates(session: Session, commune_id: AreaId, area_id: AreaId, tree: AreaTree) -> list[Officer]:
    """Return the officers of the commune's other areas and of the duty desk."""
    nearby = [node.id for node in tree.with_box_under(commune_id)]
    officers = session.exec(
        select(Officer)
        .join(Holding, col(Holding.officer_id) == col(Officer.id))
        .join(Post, col(Post.id) == col(Holding.post_id))
        .where(
            col(Holding.until).is_(None),
            col(Officer.closed_at).is_(None),
            col(Post.area_id).in_(nearby) | (col(Post.kind) == PostKind.DUTY_DESK),
        )
        .order_by(col(Officer.display_name))
        .distinct()
    )
    return [officer for officer in officers if not answers_for(session, officer.id, area_id, tree)]
