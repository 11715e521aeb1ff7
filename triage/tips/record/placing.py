"""Putting a tip before other posts than it came to: after an answer to our question, a hand-over, a release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.ground.insertion import Row, insert_all
from triage.ground.vocabulary import Status
from triage.tips.delivery.deliver import deliver, withdraw
from triage.tips.record.register import register_of, take_number, year_of
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.route import Route


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tip goes now."""

    area_id: AreaId | None
    route: Route
    accesses: Sequence[Row]
    """Rows of ``tip_access`` for posts that could not open the tip before, as far as they are the post's own."""


def place_tip(session: Session, tip: Tip, place: Place, *, tree: AreaTree, at: datetime) -> frozenset[str]:
    """Put the tip where the route says, as if it were new there, and return the posts that it left. Hold the tip first.

    Posts that the route leaves out can open the tip no more; a number in another register is given where that changes.
    """
    route, left = place.route, set[str]()
    insert_all(session, TipAccess, [{**row, **_shown(tip)} for row in place.accesses])
    # By posts and not by their keys: an older version of a post's key opens the tip for the same people.
    visible = {grant.post_id: grant.visible_at for grant in route.grants}
    for access in session.exec(select(TipAccess).where(TipAccess.tip_id == tip.id)):
        if access.post_id in visible:
            access.is_hidden, access.visible_at = False, visible[access.post_id]
            access.is_taken, access.due_at = False, tip.accepted_at
            session.add(access)
        else:
            # Hidden would not be enough: a chief sees what is hidden from the queue of those below.
            session.delete(access)
            left.add(access.post_id)
    _renumber(session, tip, register_of(route, place.area_id, tree), at=at)
    tip.area_id, tip.post_id = place.area_id, route.post_id
    tip.status, tip.acknowledged_at, tip.acknowledged_within, tip.officer_id = Status.NEW, None, None, None
    tip.ask_again_at, tip.asked = route.ask_again_at, 0
    tip.version += 1
    session.add(tip)
    session.flush()
    withdraw(session, tip.id, at=at)
    deliver(session, route.told, tip_id=tip.id, at=at)
    return frozenset(left)


def _shown(tip: Tip) -> Row:
    shown = {"priority": tip.priority, "is_closed": False, "is_hidden": False, "is_taken": False}
    return {**shown, "accepted_at": tip.accepted_at, "due_at": tip.accepted_at}


def _renumber(session: Session, tip: Tip, register: str, *, at: datetime) -> None:
    if register != tip.register_name:
        tip.register_name, tip.register_year = register, year_of(at)
        tip.register_number = take_number(session, register, tip.register_year)
