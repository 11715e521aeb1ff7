"""Reading who holds posts, as what, and when each is there."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import BindParameter
from sqlmodel import Session, bindparam, col, select

from triage.ground.calendar import WorkCalendar
from triage.ground.days import read_calendar
from triage.offices.accounts.tables import Officer
from triage.offices.duty.staff import Span, Staff
from triage.offices.duty.tables import DutyHours, Leave, Shift
from triage.offices.posts.tables import Holding

# Written once: to put a statement together costs as much as to run it.
_POSTS: BindParameter[list[str]] = bindparam("post_ids", expanding=True)
_PEOPLE = (
    select(Holding.post_id, Holding.officer_id, Holding.is_deputy)
    .join(Officer, col(Officer.id) == col(Holding.officer_id))
    .where(col(Holding.post_id).in_(_POSTS), col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
)
_LEAVES = select(Leave.officer_id, Leave.begins_at, Leave.ends_at).where(
    col(Leave.officer_id).in_(bindparam("officer_ids", expanding=True))
)
_SHIFTS = select(Shift.post_id, Shift.officer_id, Shift.begins_at, Shift.ends_at).where(col(Shift.post_id).in_(_POSTS))
_HOURS = select(DutyHours).where(col(DutyHours.post_id).in_(_POSTS))


def read_staff(session: Session, post_ids: Sequence[str]) -> dict[str, Staff]:
    """Return the staff of each of the posts. Officers whose accounts are closed are no staff."""
    holders, deputies = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for post_id, officer_id, is_deputy in session.exec(_PEOPLE, params={"post_ids": post_ids}):
        (deputies if is_deputy else holders)[post_id].append(officer_id)
    leaves = _read_leaves(session, {each for people in (holders, deputies) for ids in people.values() for each in ids})
    shifts = defaultdict[str, list[Span]](list)
    for post_id, officer_id, begins_at, ends_at in session.exec(_SHIFTS, params={"post_ids": post_ids}):
        shifts[post_id].append(Span(officer_id, begins_at, ends_at))
    hours = defaultdict[str, dict[int, tuple[int, int]]](dict)
    for row in session.exec(_HOURS, params={"post_ids": post_ids}):
        hours[row.post_id][row.weekday] = (row.begins_minute, row.ends_minute)
    # Most posts are on duty day and night, and ask no calendar.
    calendar = read_calendar(session) if hours else WorkCalendar()
    return {
        post_id: Staff(
            # A holder of two versions of the post's key is one person, and no deputy.
            holders=tuple(dict.fromkeys(holders[post_id])),
            deputies=tuple(each for each in dict.fromkeys(deputies[post_id]) if each not in holders[post_id]),
            leaves=tuple(leave for leave in leaves if leave.officer_id in {*holders[post_id], *deputies[post_id]}),
            shifts=tuple(shifts[post_id]),
            hours=hours[post_id],
            calendar=calendar,
        )
        for post_id in post_ids
    }


def _read_leaves(session: Session, officer_ids: set[str]) -> list[Span]:
    return [Span(*row) for row in session.exec(_LEAVES, params={"officer_ids": sorted(officer_ids)})]
