"""Officers write warnings, the commune's chief approves them, and either takes one back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.channels.warnings.form import WarningForm
from triage.ground.errors import MoveRefused, TipUnavailable
from triage.ground.ids import new_id
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held, list_led
from triage.warnings.outbox import Sendings, count_sendings, queue_messages, take_back
from triage.warnings.tables import WarningPicture, WarningRow

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning as officers see it."""

    row: WarningRow
    picture: bytes | None
    may_approve: bool
    may_take_back: bool
    sendings: Sendings | None
    """How far it has come to those who asked for it, for the chief of a published one."""


def list_own_areas(session: Session, officer_id: str, tree: AreaTree) -> list[AreaNode]:
    """Return the areas to which the officer may write: those of the own posts, and a chief's whole commune."""
    areas: dict[AreaId, AreaNode] = {}
    for post in list_held(session, officer_id):
        if post.area_id is not None:
            node = tree.get(AreaId(post.area_id))
            below = tree.with_box_under(node.id) if post.kind == PostKind.COMMUNE else []
            areas |= {each.id: each for each in (node, *below)}
    return list(areas.values())


def draft_warning(
    session: Session, officer: SignedIn, form: WarningForm, picture: bytes | None, *, tree: AreaTree, at: datetime
) -> None:
    """Keep a draft; no one outside sees it. Raises MoveRefused where the area is not the officer's to write to."""
    if form.area not in {node.id for node in list_own_areas(session, officer.id, tree)}:
        raise MoveRefused
    row = WarningRow(
        id=new_id(),
        area_id=form.area,
        title=form.title,
        text=form.text,
        has_picture=picture is not None,
        written_by=officer.id,
        written_at=at,
    )
    session.add(row)
    session.flush()
    if picture is not None:
        session.add(WarningPicture(warning_id=row.id, content=picture))
    append(session, Entry(JournalEvent.WARNING_WRITTEN, officer_id=officer.id, remark=row.id), at=at)


def approve_warning(session: Session, chief: SignedIn, warning_id: str, *, tree: AreaTree, at: datetime) -> None:
    """Publish a draft, and queue it for those who asked. Raises TipUnavailable for one not this chief's to approve."""
    row = _hold(session, warning_id)
    if not _is_chief_of(session, chief.id, row.area_id, tree) or row.published_at is not None:
        raise TipUnavailable
    row.approved_by, row.published_at = chief.id, at
    session.add(row)
    queue_messages(session, row, tree, at=at)
    append(session, Entry(JournalEvent.WARNING_PUBLISHED, officer_id=chief.id, remark=row.id), at=at)


def take_warning_back(session: Session, officer: SignedIn, warning_id: str, *, tree: AreaTree, at: datetime) -> None:
    """Delete a warning, draft or published, and stop what has not left of it.

    Raises TipUnavailable for an officer who neither wrote it and still writes for the area, nor approves there.
    """
    row = _hold(session, warning_id)
    if not _may_take_back(session, officer.id, row, tree):
        raise TipUnavailable
    take_back(session, warning_id, at=at)
    session.exec(delete(WarningPicture).where(col(WarningPicture.warning_id) == warning_id))
    session.delete(row)
    append(session, Entry(JournalEvent.WARNING_TAKEN_BACK, officer_id=officer.id, remark=warning_id), at=at)


def list_warnings_of(session: Session, officer_id: str, tree: AreaTree) -> list[WarningLine]:
    """Return what the officer wrote, and what concerns the officer's areas, the newest first."""
    areas = [node.id for node in list_own_areas(session, officer_id, tree)]
    rows = session.exec(
        select(WarningRow)
        .where((col(WarningRow.written_by) == officer_id) | col(WarningRow.area_id).in_(areas))
        .order_by(col(WarningRow.written_at).desc())
        .limit(_SHOWN)
    )
    return [_describe(session, row, officer_id, tree) for row in rows]


def _describe(session: Session, row: WarningRow, officer_id: str, tree: AreaTree) -> WarningLine:
    is_chief = _is_chief_of(session, officer_id, row.area_id, tree)
    picture = session.get(WarningPicture, row.id) if row.has_picture else None
    content = None if picture is None else picture.content
    is_published = row.published_at is not None
    return WarningLine(
        row,
        content,
        may_approve=is_chief and not is_published,
        may_take_back=_may_take_back(session, officer_id, row, tree),
        sendings=count_sendings(session, [row.id])[row.id] if is_chief and is_published else None,
    )


def _hold(session: Session, warning_id: str) -> WarningRow:
    row = session.exec(select(WarningRow).where(WarningRow.id == warning_id).with_for_update()).first()
    if row is None:
        raise TipUnavailable
    return row


def _may_take_back(session: Session, officer_id: str, row: WarningRow, tree: AreaTree) -> bool:
    if _is_chief_of(session, officer_id, row.area_id, tree):
        return True
    return row.written_by == officer_id and row.area_id in {
        node.id for node in list_own_areas(session, officer_id, tree)
    }


def _is_chief_of(session: Session, officer_id: str, area_id: str, tree: AreaTree) -> bool:
    commune = tree.find_commune(AreaId(area_id)) if area_id in tree.nodes else None
    return commune is not None and any(post.area_id == commune.id for post in list_led(session, officer_id))
