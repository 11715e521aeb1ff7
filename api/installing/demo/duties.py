"""The demo's duties: hours, a leave, a shift, a deputy, a cluster across two communes."""

from datetime import datetime, timedelta

from sqlmodel import Session, select

from triage.desk.casework.clusters import add_cluster
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.duty.planning import Planner, add_leave, add_shift, set_hours
from triage.offices.holders.deputies import name_deputy
from triage.offices.posts.tables import Post
from triage.tips.installation import Installation

_CHIEF, _AREA, _AWAY = "08971", "08971-r03", "08971-r02"
_DESK = "duty_desk"
_OFFICE_HOURS = dict.fromkeys(range(6), (7 * 60, 17 * 60))


def plan_duties(session: Session, holders: dict[str, SignedIn], *, installation: Installation, at: datetime) -> None:
    """Plan as a chief and a duty desk would. After the stories: they are told as if everybody had been there."""
    chief, desk, away = holders[_CHIEF], holders[_DESK], holders[_AWAY]
    post = session.exec(select(Post.id).where(Post.area_id == _AREA)).one()
    absent = session.exec(select(Post.id).where(Post.area_id == _AWAY)).one()
    set_hours(session, Planner(chief.officer), post, _OFFICE_HOURS, at=at)
    add_leave(session, Planner(away.officer), away.id, (at, at + timedelta(days=3)), at=at)
    trusted = installation.router.trusted
    name_deputy(session, chief, absent, holders[_AREA].id, trusted=trusted, at=at)
    desk_post = session.exec(select(Post.id).where(Post.kind == _DESK)).one()
    second = session.exec(select(Officer.id).where(Officer.username == "trucban2")).one()
    for person, begins_at in ((desk.id, at), (second, at + timedelta(hours=12))):
        span = (begins_at, begins_at + timedelta(hours=12))
        add_shift(session, Planner(desk.officer), desk_post, person, span, at=at)
    add_cluster(session, "Giáp ranh Bình Tuyền – Bình Nguyên", ("08944", "08935"))
