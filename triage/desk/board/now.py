"""How things stand at this moment: what waits, what is late, who has what, where no officer is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from triage.custody.requests.requests import Rules
from triage.desk.alerts.tables import AlertAddress
from triage.desk.board.scope import Scope, in_scope
from triage.desk.key_errands.errands import KeyErrand, list_key_errands
from triage.ground.vocabulary import PostKind, Priority, Status
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.holders.overview import PostLine, list_posts
from triage.offices.posts.tables import Holding, Post
from triage.tips.installation import Installation
from triage.tips.record.clocks import Clock, Clocks, ClockState, read_clock
from triage.tips.record.tables import Tip
from triage.tips.routing.grants import ClimbTimes

_MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class WaitingTip:
    """An open tip with the clock that runs for it."""

    tip: Tip
    clock: Clock

    @property
    def rank(self) -> tuple[int, bool, timedelta]:
        """What stands first: danger, then what no officer has taken, then what is due soonest; as in the queue."""
        return self.tip.priority, self.tip.status != Status.NEW, self.clock.left


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand."""

    statuses: dict[str, int]
    """Open tips by status."""
    at_risk: tuple[WaitingTip, ...]
    """Every open tip about a life at risk."""
    late: tuple[WaitingTip, ...]
    """Those whose clock has run out: the most urgent first, and not the latest."""
    late_count: int
    holders: tuple[tuple[Officer | None, int], ...]
    """Who works on how many; None for those that no officer has."""
    vacant: tuple[Post, ...]
    """Posts without an officer."""
    fallen_back: tuple[tuple[str, int], ...]
    """Areas whose open tips another post answers for, and how many."""
    unreached: tuple[Officer, ...]
    """Officers whom no alert reaches: they gave no address, or the address is dead."""
    errands: tuple[tuple[PostLine, KeyErrand | None], ...]
    """Posts where a key waits for an officer's hand: digits to compare, or a key that one who left still knows."""


def read_standing(
    session: Session, officer: SignedIn, scope: Scope, *, installation: Installation, rules: Rules, at: datetime
) -> Standing:
    """Return how things stand in the scope, which must be one that the officer may open."""
    tips = list(session.exec(select(Tip).where(*in_scope(scope), Tip.status != Status.CLOSED)))
    clocks = installation.clocks.by_announced_days(session)
    waiting = sorted(_read_clocks(tips, clocks, installation.router.times, at), key=lambda each: each.rank)
    late = [each for each in waiting if each.clock.state is ClockState.OVERDUE]
    lines = list_posts(session, officer)
    errands = list_key_errands(session, lines, trusted=installation.router.trusted, rules=rules)
    return Standing(
        statuses=_count(tip.status for tip in tips),
        at_risk=tuple(each for each in waiting if each.tip.priority == Priority.LIFE_AT_RISK),
        late=tuple(late[:_MOST_LISTED]),
        late_count=len(late),
        holders=_count_holders(session, tips),
        vacant=tuple(line.post for line in lines if not line.holders),
        fallen_back=_find_fallen(session, tips),
        unreached=_find_unreached(session, [line.post.id for line in lines]),
        errands=tuple(
            (line, errands.get(line.post.id)) for line in lines if line.unconfirmed or line.post.id in errands
        ),
    )


def _read_clocks(tips: list[Tip], clocks: Clocks, times: ClimbTimes, at: datetime) -> list[WaitingTip]:
    found = ((tip, read_clock(tip, clocks=clocks, times=times, at=at)) for tip in tips)
    return [WaitingTip(tip, clock) for tip, clock in found if clock is not None]


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(Counter(value or "" for value in values))


def _count_holders(session: Session, tips: list[Tip]) -> tuple[tuple[Officer | None, int], ...]:
    counts = _count(tip.officer_id for tip in tips if tip.status != Status.NEW)
    people = {each.id: each for each in session.exec(select(Officer).where(col(Officer.id).in_(counts)))}
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return tuple((people.get(officer_id), count) for officer_id, count in ordered)


def _find_fallen(session: Session, tips: list[Tip]) -> tuple[tuple[str, int], ...]:
    """Return the areas with a post of their own whose tips stand at another: no officer was there to take them."""
    own = {post.area_id: post.id for post in session.exec(select(Post).where(Post.kind == PostKind.RESIDENTIAL))}
    counts = _count(tip.area_id for tip in tips if tip.area_id in own and own[tip.area_id] != tip.post_id)
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def _find_unreached(session: Session, post_ids: list[str]) -> tuple[Officer, ...]:
    reached = select(AlertAddress.officer_id).where(col(AlertAddress.refused_at).is_(None))
    query = (
        select(Officer)
        .join(Holding, col(Holding.officer_id) == col(Officer.id))
        .where(
            col(Holding.post_id).in_(post_ids),
            col(Holding.until).is_(None),
            col(Officer.closed_at).is_(None),
            col(Officer.id).not_in(reached),
        )
        .distinct()
        .order_by(col(Officer.display_name))
    )
    return tuple(session.exec(query))
