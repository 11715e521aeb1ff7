"""No tip waits unseen: while no officer has acknowledged it, officers are asked, round and round.

The queue needs nothing of this; there a tip appears by time alone. This asks: the officers who are on duty at a post
that the tip has reached is told anew, until a person has it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from triage.ground.vocabulary import PostKind, Priority, Status
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.duty.roster import read_staff
from triage.offices.duty.staff import Staff
from triage.offices.posts.tables import Post
from triage.tips.delivery.deliver import deliver
from triage.tips.record.barring import list_barred
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import ClimbTimes

_AT_ONCE = 50
_DAY = timedelta(days=1)
_LAST_RESORTS = (PostKind.DUTY_DESK, PostKind.INSPECTORATE)

Asked = list[tuple[str, tuple[str, ...]]]


def ask_due(session: Session, *, times: ClimbTimes, at: datetime) -> int:
    """Ask again about every tip whose time has come, and return how many there were. The caller commits."""
    due = session.exec(
        select(Tip)
        .where(col(Tip.ask_again_at).is_not(None), col(Tip.ask_again_at) <= at)
        .order_by(col(Tip.ask_again_at))
        .limit(_AT_ONCE)
        # Another worker's tips are another worker's; the next round finds what is left.
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for tip in due:
        _ask(session, tip, times=times, at=at)
    return len(due)


def _ask(session: Session, tip: Tip, *, times: ClimbTimes, at: datetime) -> None:
    if tip.status != Status.NEW:
        tip.ask_again_at = None
        session.add(tip)
        return
    reached = list(_list_reached(session, tip, at=at))
    staff = read_staff(session, [post.id for post in reached])
    told = choose_asked(reached, staff, Priority(tip.priority), without=list_barred(session, tip.id), at=at)
    deliver(session, told, tip_id=tip.id, at=at)
    tip.asked += 1
    tip.ask_again_at = _next(session, tip, staff, pace=_pace(tip, times), at=at)
    session.add(tip)
    session.flush()
    entry = Entry(JournalEvent.TIP_ESCALATED, tip_id=tip.id, post_id=reached[-1].id, remark=str(tip.asked))
    append(session, entry, at=at)


def choose_asked(
    reached: Sequence[Post],
    staff: dict[str, Staff],
    priority: Priority,
    *,
    without: frozenset[str],
    at: datetime,
) -> Asked:
    """Return who is told at which post. It is no one only where every post that the tip has reached is without people.

    Those on duty within their hours; where there is none, those on duty outside them; where there is none, everybody.
    """
    last = [post for post in reached if post.kind in _LAST_RESORTS]
    is_urgent = priority < Priority.ROUTINE
    within = [post for post in reached if post in last or is_urgent or staff[post.id].is_open(at)]
    for posts in (within, reached):
        asked = [(post.id, staff[post.id].who_is_on_duty(at, without=without)) for post in posts]
        if any(officer_ids for _post_id, officer_ids in asked):
            return asked
    return [(post.id, staff[post.id].who_is_asked(at, without=without)) for post in reached]


def _list_reached(session: Session, tip: Tip, *, at: datetime) -> Iterator[Post]:
    """Return the posts whose queues show the tip by now, in the order in which it came to them."""
    rows = session.exec(
        select(Post)
        .join(TipAccess, col(TipAccess.post_id) == col(Post.id))
        .where(TipAccess.tip_id == tip.id, col(TipAccess.is_hidden).is_(False), has_reached(at))
        .order_by(col(TipAccess.visible_at))
    )
    return iter({post.id: post for post in rows}.values())


def _pace(tip: Tip, times: ClimbTimes) -> timedelta:
    """Return how long to wait. A flood notifies once a day: its tips stand on the pages, behind all others."""
    return _DAY if tip.priority == Priority.BAY else times.step(Priority(tip.priority))


def _next(session: Session, tip: Tip, staff: dict[str, Staff], *, pace: timedelta, at: datetime) -> datetime:
    """Return when to ask again: a step later, or when the tip reaches a post, or when a post's hours begin."""
    climbing = session.exec(
        select(TipAccess.visible_at).where(TipAccess.tip_id == tip.id, col(TipAccess.visible_at) > at)
    )
    openings = (each.opens_at(at) for each in staff.values())
    later: list[datetime] = [time for time in (*climbing, *openings) if time > at]
    return min([at + pace, *later])
