"""The queue: what waits at an officer's posts, the most urgent first. No tip is opened to list it.

Within a priority stands first what no officer has taken, then what is due soonest.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, tuple_
from sqlmodel.sql.expression import Select

from triage.ground.vocabulary import PostKind, Priority, Status
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post
from triage.tips.delivery.deliver import seen_tips, unseen_tips
from triage.tips.record.barring import list_barred_from
from triage.tips.record.clocks import Clocks, latest_unresolved
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import ClimbTimes

PAGE_SIZE = 50
MOST_COUNTED = 99

_Places: TypeAlias = Select[int, bool, datetime, str]


class Shelf(StrEnum):
    """Which part of the queue."""

    MINE = "mine"
    """Open tips that stand at the officer's posts."""
    BRANCH = "branch"
    """For a chief: every open tip of the commune, also those that the officers below have."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Only:
    """What the list is narrowed to. Codes and ids, which may stand in a URL; no word that is looked for."""

    status: str = ""
    priority: int | None = None
    category: str = ""
    channel: str = ""
    area_ids: frozenset[str] = frozenset()
    """The area chosen and all under it."""
    is_mine: bool = False
    """Assigned to the officer."""
    is_overdue: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Only()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the queue a page ended: the next begins after it."""

    priority: int
    """0 for all on the shelf of closed tips, which runs by time alone."""
    is_taken: bool
    due_at: datetime
    """On the shelf of closed tips, when the tip came."""
    tip_id: str


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the queue."""

    tip: Tip
    has_news: bool
    was_seen: bool
    """Whether the officer has opened it before: then the news is what came since."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, and where the next begins."""

    entries: tuple[QueueEntry, ...]
    next_after: Place | None


@dataclass(frozen=True, slots=True)
class Queue:
    """One officer's queue at one time."""

    session: Session
    officer_id: str
    at: datetime
    clocks: Clocks = field(default_factory=Clocks)
    times: ClimbTimes = field(default_factory=ClimbTimes)

    def list_page(self, shelf: Shelf, *, only: Only | None = None, after: Place | None = None) -> QueuePage:
        """Return a page."""
        places = list(self._first_distinct(shelf, only or Only(), after, at_most=PAGE_SIZE + 1))
        page, more = places[:PAGE_SIZE], places[PAGE_SIZE:]
        tip_ids = [place.tip_id for place in page]
        tips = {tip.id: tip for tip in self.session.exec(select(Tip).where(col(Tip.id).in_(tip_ids)))}
        news = unseen_tips(self.session, officer_id=self.officer_id, tip_ids=tip_ids)
        seen = seen_tips(self.session, officer_id=self.officer_id, tip_ids=news)
        return QueuePage(
            entries=tuple(QueueEntry(tips[tip_id], tip_id in news, tip_id in seen) for tip_id in tip_ids),
            next_after=page[-1] if more else None,
        )

    def count(self, shelf: Shelf) -> int:
        """Return how many tips stand on an open shelf; MOST_COUNTED + 1 where there are more."""
        # Not by DISTINCT: PostgreSQL would go through all of a post's tips to find the first hundred.
        return sum(1 for _ in self._first_distinct(shelf, Only(), None, at_most=MOST_COUNTED + 1))

    def _list_posts(self, shelf: Shelf) -> list[Post]:
        posts = list_held(self.session, self.officer_id)
        return [post for post in posts if post.kind == PostKind.COMMUNE] if shelf is Shelf.BRANCH else posts

    def _first_distinct(self, shelf: Shelf, only: Only, after: Place | None, *, at_most: int) -> Iterator[Place]:
        # One walk along the index for each post, merged here: an IN over posts would make the database sort everything.
        walks = (
            self._walk(post, shelf, only, after, at_most)
            for post in {post.id: post for post in self._list_posts(shelf)}.values()
        )
        last: Place | None = None
        found = 0
        for place in heapq.merge(*walks, reverse=shelf is Shelf.CLOSED):
            if place != last:
                yield place
                found += 1
            if found == at_most:
                return
            last = place

    def _walk(self, post: Post, shelf: Shelf, only: Only, after: Place | None, at_most: int) -> list[Place]:
        sorted_by = TipAccess.accepted_at if shelf is Shelf.CLOSED else TipAccess.due_at
        query = select(TipAccess.priority, TipAccess.is_taken, sorted_by, TipAccess.tip_id)
        query = query.where(TipAccess.post_id == post.id)
        query = query.where(col(TipAccess.tip_id).not_in(list_barred_from(self.officer_id)))
        if shelf is not Shelf.BRANCH:
            query = query.where(col(TipAccess.is_hidden).is_(False), has_reached(self.at))
        if not only.is_everything:
            query = self._narrow(query.join(Tip, col(Tip.id) == col(TipAccess.tip_id)), only)
        if shelf is Shelf.CLOSED:
            rows = self.session.exec(_newest_closed(query, after).limit(at_most))
            return [
                Place(0, is_taken=False, due_at=came_at, tip_id=tip_id)
                for _priority, _is_taken, came_at, tip_id in rows
            ]
        order = (col(TipAccess.priority), col(TipAccess.is_taken), col(TipAccess.due_at), col(TipAccess.tip_id))
        query = query.where(col(TipAccess.is_closed).is_(False))
        if after is not None:
            query = query.where(tuple_(*order) > tuple_(after.priority, after.is_taken, after.due_at, after.tip_id))
        return [Place(*row) for row in self.session.exec(query.order_by(*order).limit(at_most))]

    def _narrow(self, query: _Places, only: Only) -> _Places:
        chosen = ((Tip.status, only.status), (Tip.category, only.category), (Tip.channel, only.channel))
        for column, value in chosen:
            query = query.where(column == value) if value else query
        if only.priority is not None:
            query = query.where(Tip.priority == only.priority)
        if only.area_ids:
            query = query.where(col(Tip.area_id).in_(only.area_ids))
        if only.is_mine:
            query = query.where(Tip.officer_id == self.officer_id)
        return query.where(self._is_overdue()) if only.is_overdue else query

    def _is_overdue(self) -> ColumnElement[bool]:
        accepted = col(Tip.accepted_at)
        waits = (col(Tip.status) == Status.NEW) & or_(
            *(
                (col(Tip.priority) == priority) & (accepted <= self.at - self.times.step(priority))
                for priority in Priority
            )
        )
        undecided = (col(Tip.status) == Status.ACKNOWLEDGED) & (accepted <= self.at - self.clocks.decide_after)
        unresolved = col(Tip.status).in_((Status.VERIFYING, Status.FORWARDED)) & (
            (col(Tip.resolve_by) <= self.at)
            | (col(Tip.resolve_by).is_(None) & (accepted < latest_unresolved(self.clocks, self.at)))
        )
        return or_(waits, undecided, unresolved)


def _newest_closed(query: _Places, after: Place | None) -> _Places:
    order = (col(TipAccess.accepted_at), col(TipAccess.tip_id))
    query = query.where(col(TipAccess.is_closed).is_(True))
    if after is not None:
        query = query.where(tuple_(*order) < tuple_(after.due_at, after.tip_id))
    return query.order_by(*(column.desc() for column in order))
