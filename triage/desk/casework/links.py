"""Tips that tell of one thing, linked by an officer who may open both."""

from datetime import datetime

from sqlmodel import Session, col, delete, or_, select

from triage.desk.casework.desk import Desk, change, journal, open_desk
from triage.ground.errors import MoveRefused
from triage.ground.insertion import insert_if_absent
from triage.journal.events import JournalEvent
from triage.tips.opening.open import get_permission
from triage.tips.opening.reach import ask_reach
from triage.tips.record.tables import Tip, TipLink


def link(desk: Desk, other_id: str) -> None:
    """Link another tip that the officer may open.

    Raises TipUnavailable, TipChanged, or MoveRefused for the tip itself.
    """
    opened = open_desk(desk)
    if other_id == opened.tip.id:
        raise MoveRefused
    get_permission(desk.session, desk.officer, other_id, at=desk.at)
    change(desk, opened.tip)
    first, second = sorted((opened.tip.id, other_id))
    row = {"tip_id": first, "other_id": second, "officer_id": desk.officer.id, "linked_at": desk.at}
    insert_if_absent(desk.session, TipLink, row)
    journal(desk, JournalEvent.TIPS_LINKED, other_id)


def unlink(desk: Desk, other_id: str) -> None:
    """Take a link back. Raises TipUnavailable or TipChanged."""
    opened = open_desk(desk)
    get_permission(desk.session, desk.officer, other_id, at=desk.at)
    change(desk, opened.tip)
    first, second = sorted((opened.tip.id, other_id))
    desk.session.exec(delete(TipLink).where(col(TipLink.tip_id) == first, col(TipLink.other_id) == second))
    journal(desk, JournalEvent.TIPS_UNLINKED, other_id)


def list_linked(session: Session, tip_id: str, officer_id: str, *, at: datetime) -> list[Tip]:
    """Return the tips linked with this one, as far as the officer may open them, the oldest first."""
    links = session.exec(select(TipLink).where(or_(TipLink.tip_id == tip_id, TipLink.other_id == tip_id)))
    others = [link.other_id if link.tip_id == tip_id else link.tip_id for link in links]
    query = select(Tip).where(col(Tip.id).in_(others), col(Tip.id).in_(ask_reach(officer_id, at=at)))
    return list(session.exec(query.order_by(col(Tip.accepted_at))))
