"""Planning who is there when: a post's hours, shifts, leaves. An officer enters the own leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, or_, select

from triage.ground.errors import MoveRefused
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.ground.vocabulary import OfficerRole, PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.tables import Officer
from triage.offices.duty.tables import DutyHours, Leave, Shift
from triage.offices.posts.filling import may_invite
from triage.offices.posts.holdings import list_held, list_holders
from triage.offices.posts.tables import Post

_MINUTES_A_DAY = 24 * 60
_WEEK = range(7)
_LONGEST = timedelta(days=366)
_SHOWN_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planner:
    """Who plans.

    A chief plans the posts of the commune, the holders of a top post their own; an administrator, and the
    operator, all but the inspectorate's.
    """

    officer: Officer | None = None
    """None for the operator."""

    @property
    def id(self) -> str | None:
        """The officer's id."""
        return None if self.officer is None else self.officer.id

    @property
    def plans_everywhere(self) -> bool:
        """Whether it is not the posts held that say what is planned."""
        return self.officer is None or self.officer.role == OfficerRole.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post with its people and times, for the planner."""

    post: Post
    people: tuple[Officer, ...]
    hours: dict[int, DutyHours]
    shifts: tuple[Shift, ...]


def list_planned(session: Session, planner: Planner, *, at: datetime) -> list[PlannedPost]:
    """Return the posts that are the planner's, with their people and times."""
    return [
        PlannedPost(
            post=post,
            people=tuple({person.id: person for person in list_holders(session, post.id)}.values()),
            hours={row.weekday: row for row in session.exec(select(DutyHours).where(DutyHours.post_id == post.id))},
            shifts=_list_shifts(session, post.id, at=at),
        )
        for post in _list_plannable(session, planner)
    ]


def list_leaves(session: Session, planner: Planner, *, at: datetime) -> list[tuple[Leave, Officer]]:
    """Return the leaves to come, the planner's own and of those whose posts are planned."""
    people = {planner.id}
    people |= {person.id for post in _list_plannable(session, planner) for person in list_holders(session, post.id)}
    query = (
        select(Leave, Officer)
        .join(Officer, col(Officer.id) == col(Leave.officer_id))
        .where(col(Leave.officer_id).in_(people), col(Leave.ends_at) > at - _SHOWN_BACK)
        .order_by(col(Leave.begins_at))
    )
    return list(session.exec(query))


def set_hours(
    session: Session, planner: Planner, post_id: str, hours: dict[int, tuple[int, int]], *, at: datetime
) -> None:
    """Set when the post is on duty, in minutes of each weekday from Monday, 0; without any it always is.

    Raises MoveRefused where the post is not the planner's, or the hours cannot be.
    """
    _require_planner(session, planner, post_id)
    if any(day not in _WEEK or not 0 <= begin < end <= _MINUTES_A_DAY for day, (begin, end) in hours.items()):
        raise MoveRefused
    session.exec(delete(DutyHours).where(col(DutyHours.post_id) == post_id))
    rows = [
        {"post_id": post_id, "weekday": day, "begins_minute": begin, "ends_minute": end}
        for day, (begin, end) in hours.items()
    ]
    insert_all(session, DutyHours, rows)
    _journal(session, planner, "hours", post_id, at=at)


def add_shift(
    session: Session, planner: Planner, post_id: str, person_id: str, span: tuple[datetime, datetime], *, at: datetime
) -> None:
    """Say that an officer of the post is the one on duty then. Raises MoveRefused."""
    _require_planner(session, planner, post_id)
    if person_id not in {person.id for person in list_holders(session, post_id)}:
        raise MoveRefused
    begins_at, ends_at = _check(span, at)
    session.add(Shift(id=new_id(), post_id=post_id, officer_id=person_id, begins_at=begins_at, ends_at=ends_at))
    _journal(session, planner, "shift", post_id, at=at)


def delete_shift(session: Session, planner: Planner, shift_id: str, *, at: datetime) -> None:
    """Take a shift back. Raises MoveRefused."""
    row = session.get(Shift, shift_id)
    if row is None:
        raise MoveRefused
    _require_planner(session, planner, row.post_id)
    session.delete(row)
    _journal(session, planner, "shift", row.post_id, at=at)


def add_leave(
    session: Session, planner: Planner, person_id: str, span: tuple[datetime, datetime], *, at: datetime
) -> None:
    """Say that an officer is away: the planner, or one whose post is planned. Raises MoveRefused."""
    if person_id not in {person.id for person in list_people(session, planner)}:
        raise MoveRefused
    begins_at, ends_at = _check(span, at)
    session.add(Leave(id=new_id(), officer_id=person_id, begins_at=begins_at, ends_at=ends_at))
    _journal(session, planner, "leave", None, at=at)


def delete_leave(session: Session, planner: Planner, leave_id: str, *, at: datetime) -> None:
    """Take a leave back. Raises MoveRefused."""
    row = session.get(Leave, leave_id)
    if row is None or row.officer_id not in {person.id for person in list_people(session, planner)}:
        raise MoveRefused
    session.delete(row)
    _journal(session, planner, "leave", None, at=at)


def list_people(session: Session, planner: Planner) -> list[Officer]:
    """Return those whose leave the planner enters: the own first, then of those whose posts are planned."""
    found = {} if planner.officer is None or planner.plans_everywhere else {planner.officer.id: planner.officer}
    for post in _list_plannable(session, planner):
        found |= {person.id: person for person in list_holders(session, post.id)}
    return list(found.values())


def _list_plannable(session: Session, planner: Planner) -> list[Post]:
    if planner.officer is None or planner.plans_everywhere:
        everywhere = select(Post).where(Post.kind != PostKind.INSPECTORATE)
        return list(session.exec(everywhere.order_by(col(Post.kind), col(Post.area_id))))
    held = {post.id for post in list_held(session, planner.officer.id)}
    posts = session.exec(
        select(Post)
        .where(or_(col(Post.id).in_(held), col(Post.above_id).in_(held)))
        .order_by(col(Post.kind), col(Post.area_id))
    )
    return [post for post in posts if may_invite(post, held)]


def _require_planner(session: Session, planner: Planner, post_id: str) -> None:
    if post_id not in {post.id for post in _list_plannable(session, planner)}:
        raise MoveRefused


def _list_shifts(session: Session, post_id: str, *, at: datetime) -> tuple[Shift, ...]:
    query = select(Shift).where(Shift.post_id == post_id, col(Shift.ends_at) > at)
    return tuple(session.exec(query.order_by(col(Shift.begins_at))))


def _check(span: tuple[datetime, datetime], at: datetime) -> tuple[datetime, datetime]:
    begins_at, ends_at = span
    if not begins_at < ends_at or ends_at <= at or ends_at - begins_at > _LONGEST:
        raise MoveRefused
    return begins_at, ends_at


def _journal(session: Session, planner: Planner, what: str, post_id: str | None, *, at: datetime) -> None:
    append(session, Entry(JournalEvent.DUTY_CHANGED, officer_id=planner.id, post_id=post_id, remark=what), at=at)
