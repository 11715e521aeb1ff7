"""The queue: what waits at an officer's posts, the most urgent first. No tip is opened to list it."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select, tuple_
from sqlmodel.sql.expression import Select

from triage.delivery.deliver import unseen_tips
from triage.posts.holdings import list_held
from triage.posts.tables import Post
from triage.tips.tables import Tip, TipAccess
from triage.vocabulary import PostKind

PAGE_SIZE = 50


class Shelf(StrEnum):
    """Which part of the queue."""

    MINE = "mine"
    """Open tips that stand at the officer's posts."""
    BRANCH = "branch"
    """For a chief: every open tip of the commune, also those that the officers below have."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the queue a page ended: the next begins after it."""

    priority: int
    """0 for all on the shelf of closed tips, which runs by time alone."""
    accepted_at: datetime
    tip_id: str


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the queue."""

    tip: Tip
    has_news: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue, and where the next begins."""

    entries: tuple[QueueEntry, ...]
    next_after: Place | None


def list_queue(
    session: Session, officer_id: str, shelf: Shelf, *, after: Place | None = None, at: datetime
) -> QueuePage:
    """Return a page of the officer's queue."""
    posts = list_held(session, officer_id)
    if shelf is Shelf.BRANCH:
        posts = [post for post in posts if post.kind == PostKind.COMMUNE]
    places = list(_first_distinct(session, posts, shelf, after=after, at=at))
    page, more = places[:PAGE_SIZE], places[PAGE_SIZE:]
    tip_ids = [place.tip_id for place in page]
    tips = {tip.id: tip for tip in session.exec(select(Tip).where(col(Tip.id).in_(tip_ids)))}
    news = unseen_tips(session, officer_id=officer_id, tip_ids=tip_ids)
    return QueuePage(
        entries=tuple(QueueEntry(tips[tip_id], tip_id in news) for tip_id in tip_ids),
        next_after=page[-1] if more else None,
    )


def _first_distinct(
    session: Session, posts: list[Post], shelf: Shelf, *, after: Place | None, at: datetime
) -> Iterator[Place]:
    # One walk along the index for each post, merged here: an IN over posts would make the database sort everything.
    walks = (_walk(session, post, shelf, after=after, at=at) for post in posts)
    last: Place | None = None
    found = 0
    for place in heapq.merge(*walks, reverse=shelf is Shelf.CLOSED):
        if place != last:
            yield place
            found += 1
        if found > PAGE_SIZE:
            return
        last = place


def _walk(session: Session, post: Post, shelf: Shelf, *, after: Place | None, at: datetime) -> list[Place]:
    query = select(TipAccess.priority, TipAccess.accepted_at, TipAccess.tip_id).where(TipAccess.post_id == post.id)
    if shelf is not Shelf.BRANCH:
        query = query.where(col(TipAccess.is_hidden).is_(False), col(TipAccess.visible_at) <= at)
    if shelf is Shelf.CLOSED:
        return [
            Place(0, accepted_at, tip_id)
            for _priority, accepted_at, tip_id in session.exec(_newest_closed(query, after).limit(PAGE_SIZE + 1))
        ]
    order = (col(TipAccess.priority), col(TipAccess.accepted_at), col(TipAccess.tip_id))
    query = query.where(col(TipAccess.is_closed).is_(False))
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(after.priority, after.accepted_at, after.tip_id))
    return [Place(*row) for row in session.exec(query.order_by(*order).limit(PAGE_SIZE + 1))]


def _newest_closed(query: Select[int, datetime, str], after: Place | None) -> Select[int, datetime, str]:
    order = (col(TipAccess.accepted_at), col(TipAccess.tip_id))
    query = query.where(col(TipAccess.is_closed).is_(True))
    if after is not None:
        query = query.where(tuple_(*order) < tuple_(after.accepted_at, after.tip_id))
    return query.order_by(*(column.desc() for column in order))
