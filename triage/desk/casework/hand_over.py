"""Giving a tip to the post that it belongs to: desk and chiefs hand over, officers transfer, inspectors release."""

from sqlmodel import col, delete, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.desk.casework.desk import Desk, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.desk.casework.writing import write_note
from triage.ground.errors import MoveRefused
from triage.ground.insertion import Row
from triage.ground.keys import month_of
from triage.ground.vocabulary import Priority
from triage.journal.changes import note_change_at
from triage.journal.events import JournalEvent
from triage.tips.opening.open import OpenTip
from triage.tips.record.access import seal_grant
from triage.tips.record.barring import list_barred
from triage.tips.record.placing import Place, place_tip
from triage.tips.record.tables import CandidateAccess, TipAccess
from triage.tips.routing.grants import Grant
from triage.tips.routing.reasons import Reason, ReasonCode
from triage.tips.routing.route import Route


def hand_over(desk: Desk, area_id: str, *, tree: AreaTree) -> None:
    """The dispatcher gives the tip to the area's post, where it is new again.

    Raises TipUnavailable, TipChanged, or MoveRefused, also for an area that there is not.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.HAND_OVER)
    left = _place(desk, opened, _find_area(area_id, tree), ReasonCode.HANDED_OVER, tree=tree)
    journal(desk, JournalEvent.TIP_HANDED_OVER, area_id)
    note_change_at(desk.session, opened.tip.id, left)


def transfer(desk: Desk, area_id: str, note: str, *, tree: AreaTree) -> None:
    """The officer of an area gives a tip that is not the area's to the post that it belongs to, and says why.

    Raises TipUnavailable, TipChanged, or MoveRefused, also for the same area and for one that there is not.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.TRANSFER)
    if area_id == opened.tip.area_id:
        raise MoveRefused
    area = _find_area(area_id, tree)
    write_note(desk, opened, note)
    left = _place(desk, opened, area, ReasonCode.TRANSFERRED, tree=tree)
    journal(desk, JournalEvent.TIP_TRANSFERRED, area_id)
    note_change_at(desk.session, opened.tip.id, left)


def release(desk: Desk, *, tree: AreaTree) -> None:
    """The inspectorate gives away a tip that is not about police: to its area's post, or to the duty desk.

    Raises TipUnavailable, TipChanged or MoveRefused.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.RELEASE)
    area_id = None if opened.tip.area_id is None else AreaId(opened.tip.area_id)
    left = _place(desk, opened, area_id, ReasonCode.RELEASED, tree=tree)
    journal(desk, JournalEvent.TIP_RELEASED)
    note_change_at(desk.session, opened.tip.id, left)


def _find_area(area_id: str, tree: AreaTree) -> AreaId:
    if area_id not in tree.nodes:
        raise MoveRefused
    return AreaId(area_id)


def _place(desk: Desk, opened: OpenTip, area_id: AreaId | None, code: ReasonCode, *, tree: AreaTree) -> frozenset[str]:
    session, tip = desk.session, opened.tip
    route = desk.installation.router.route(
        session, tree, area_id, priority=Priority(tip.priority), at=desk.at, without=list_barred(session, tip.id)
    )
    there = set(session.exec(select(TipAccess.post_key_id).where(TipAccess.tip_id == tip.id)))
    accesses = [_seal(desk, opened, grant, route, code) for grant in route.grants if grant.post_key_id not in there]
    left = place_tip(session, tip, Place(area_id, route, accesses), tree=tree, at=desk.at)
    session.exec(delete(CandidateAccess).where(col(CandidateAccess.tip_id) == tip.id))
    return left


def _seal(desk: Desk, opened: OpenTip, grant: Grant, route: Route, code: ReasonCode) -> Row:
    month = month_of(desk.at)
    if grant.post_id == route.post_id:
        # Who answers for it now is told how it came; the others are told what they always are.
        grant = grant.because(Reason(code, grant.reason.area_ids))
    outer = desk.installation.keys.make_content_key(month)
    sealed = seal_grant(grant, opened.seed, opened.tip.id, outer)
    return {**sealed, "tip_id": opened.tip.id, "month": month, "visible_at": grant.visible_at}
