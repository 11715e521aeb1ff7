"""The sender said which of the places it was: the access that waited for that place becomes visible."""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.ground.insertion import Row
from triage.ground.vocabulary import PostKind, Priority, Status
from triage.journal.append import Entry, append
from triage.journal.changes import note_change_at
from triage.journal.events import JournalEvent
from triage.offices.posts.tables import Post
from triage.tips.installation import Installation
from triage.tips.record.barring import list_barred
from triage.tips.record.placing import Place, place_tip
from triage.tips.record.tables import CandidateAccess, Tip, TipAccess
from triage.tips.routing.route import Route


def place_by_answer(
    session: Session, tip: Tip, area_id: AreaId, *, tree: AreaTree, installation: Installation, at: datetime
) -> bool:
    """Put the tip before the posts of the area that was named, and say whether that was done.

    Not where one took the tip meanwhile, or a post's key is newer than what was sealed: then the duty desk, which
    reads the answer, hands over by hand. Hold the tip first.
    """
    answering = session.get(Post, tip.post_id)
    if tip.status != Status.NEW or answering is None or answering.kind != PostKind.DUTY_DESK:
        return False
    without = list_barred(session, tip.id)
    route = installation.router.route(session, tree, area_id, priority=Priority(tip.priority), at=at, without=without)
    accesses = _waiting(session, tip, area_id, route)
    if not _reaches_the_answering_post(session, tip, route, accesses):
        return False
    left = place_tip(session, tip, Place(area_id, route, accesses), tree=tree, at=at)
    session.exec(delete(CandidateAccess).where(col(CandidateAccess.tip_id) == tip.id))
    append(session, Entry(JournalEvent.TIP_PLACED, tip_id=tip.id, post_id=route.post_id), at=at)
    note_change_at(session, tip.id, left)
    return True


def _waiting(session: Session, tip: Tip, area_id: AreaId, route: Route) -> list[Row]:
    visible = {grant.post_key_id: grant.visible_at for grant in route.grants}
    there = set(session.exec(select(TipAccess.post_key_id).where(TipAccess.tip_id == tip.id)))
    rows = session.exec(
        select(CandidateAccess).where(CandidateAccess.tip_id == tip.id, CandidateAccess.area_id == area_id)
    )
    return [
        {**row.model_dump(exclude={"area_id"}), "visible_at": visible[row.post_key_id]}
        for row in rows
        if row.post_key_id in visible and row.post_key_id not in there
    ]


def _reaches_the_answering_post(session: Session, tip: Tip, route: Route, accesses: list[Row]) -> bool:
    if any(row["post_id"] == route.post_id for row in accesses):
        return True
    return route.post_id in session.exec(select(TipAccess.post_id).where(TipAccess.tip_id == tip.id)).all()
