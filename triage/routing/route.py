"""Which posts a tip goes to, and who answers for it. Reads only; nothing is sealed or stored here.

1. About police or officials: the inspectorate, and nobody else.
2. The area's own post, where somebody holds it.
3. Else the nearest post above that somebody holds; the vacant post gets the tip too, for whoever comes.
4. Else the duty desk. The duty desk has every tip of the branch, hidden until the tip climbs to it.

A post whose key is not signed by the post above gets nothing: it is passed over, and somebody is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, bindparam, col, or_, select

from crypto.keys import PublicKey
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.errors import NoTrustedPost, PostKeyRejected
from triage.officers.tables import Officer
from triage.posts.tables import Holding, Post, PostKey
from triage.posts.trust import TrustedKeys
from triage.routing.reasons import Reason, ReasonCode
from triage.vocabulary import PostKind, Priority

# Written once: to put a statement together costs as much as to run it. Later versions of a key come later.
_WITH_KEYS = select(Post, PostKey).join(PostKey, col(PostKey.post_id) == col(Post.id)).order_by(col(PostKey.version))
_INSPECTORATE = _WITH_KEYS.where(Post.kind == PostKind.INSPECTORATE)
_LADDER = _WITH_KEYS.where(
    Post.kind != PostKind.INSPECTORATE,
    or_(col(Post.area_id).in_(bindparam("area_ids", expanding=True)), col(Post.kind) == PostKind.DUTY_DESK),
)
_HOLDERS = (
    select(Holding.post_id, Holding.officer_id)
    .join(Officer, col(Officer.id) == col(Holding.officer_id))
    .where(
        col(Holding.post_id).in_(bindparam("post_ids", expanding=True)),
        col(Holding.until).is_(None),
        col(Officer.closed_at).is_(None),
    )
)


@dataclass(frozen=True, slots=True)
class ClimbTimes:
    """How long a tip may stand unacknowledged before the next post is asked."""

    routine_after: timedelta = timedelta(minutes=30)
    life_at_risk_after: timedelta = timedelta(minutes=5)

    def step(self, priority: Priority) -> timedelta:
        """Return the time for one step."""
        return self.life_at_risk_after if priority is Priority.LIFE_AT_RISK else self.routine_after


@dataclass(frozen=True, slots=True)
class Grant:
    """A post that will be able to open the tip."""

    post_id: str
    post_key_id: str
    public_key: PublicKey
    reason: Reason
    visible_at: datetime


@dataclass(frozen=True, slots=True)
class Route:
    """Where a tip goes."""

    post_id: str
    """The post that answers for it."""
    is_inspectorate: bool
    grants: tuple[Grant, ...]
    officer_ids: tuple[str, ...]
    """Who is told."""
    rejected: tuple[str, ...]
    """Posts whose keys were not what the post above signed."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    post: Post
    key: PostKey
    public_key: PublicKey
    officer_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Router:
    """Routing for one locality."""

    trusted: TrustedKeys
    times: ClimbTimes

    def route(
        self,
        session: Session,
        tree: AreaTree,
        area_id: AreaId | None,
        *,
        about_police: bool,
        priority: Priority,
        at: datetime,
    ) -> Route:
        """Return the route. Raises NoTrustedPost where nobody is left to take the tip."""
        if about_police:
            return self._to_inspectorate(session, at)
        lineage = [] if area_id is None else [node.id for node in tree.lineage(area_id)]
        ladder, rejected = self._ladder(session, lineage)
        if not ladder:
            raise NoTrustedPost
        answering = next((step for step in ladder if step.officer_ids), ladder[-1])
        grants, visible_at = [], at
        for step in ladder[ladder.index(answering) :]:
            grants.append(_grant(step, self._reason(step, answering, ladder, area_id), visible_at))
            visible_at += self.times.step(priority)
        below = [
            _grant(step, Reason(ReasonCode.VACANT_POST, _area_of(step)), at)
            for step in ladder[: ladder.index(answering)]
        ]
        return Route(
            post_id=answering.post.id,
            is_inspectorate=False,
            grants=(*below, *grants),
            officer_ids=answering.officer_ids,
            rejected=rejected,
        )

    def _to_inspectorate(self, session: Session, at: datetime) -> Route:
        candidates, rejected = self._candidates(session, session.exec(_INSPECTORATE))
        if not candidates:
            raise NoTrustedPost
        step = candidates[0]
        grant = _grant(step, Reason(ReasonCode.ABOUT_POLICE), at)
        return Route(
            step.post.id, is_inspectorate=True, grants=(grant,), officer_ids=step.officer_ids, rejected=rejected
        )

    def _ladder(self, session: Session, lineage: list[AreaId]) -> tuple[list[_Candidate], tuple[str, ...]]:
        """Return the posts of the lineage, nearest first, and the duty desk last."""
        rows = session.exec(_LADDER, params={"area_ids": lineage})
        candidates, rejected = self._candidates(session, rows)
        order = {area_id: place for place, area_id in enumerate(lineage)}
        candidates.sort(key=lambda step: order.get(AreaId(step.post.area_id or ""), len(order)))
        return candidates, rejected

    def _candidates(
        self, session: Session, rows: Iterable[tuple[Post, PostKey]]
    ) -> tuple[list[_Candidate], tuple[str, ...]]:
        candidates, rejected = [], []
        newest = {post.id: (post, key) for post, key in rows}
        holders = _holders(session, list(newest))
        for post, key in newest.values():
            try:
                public_key = self.trusted.check(session, post, key)
            except PostKeyRejected:
                rejected.append(post.id)
            else:
                candidates.append(_Candidate(post, key, public_key, holders.get(post.id, ())))
        return candidates, tuple(rejected)

    @staticmethod
    def _reason(step: _Candidate, answering: _Candidate, ladder: list[_Candidate], area_id: AreaId | None) -> Reason:
        if step is not answering:
            return Reason(ReasonCode.ESCALATION, _area_of(answering))
        if area_id is None:
            return Reason(ReasonCode.NO_AREA)
        if step.post.area_id == area_id:
            return Reason(ReasonCode.OWN_AREA, (area_id,))
        vacant = tuple(below.post.area_id or "" for below in ladder[: ladder.index(step)])
        return Reason(ReasonCode.NOBODY_BELOW, vacant or (area_id,))


def _grant(step: _Candidate, reason: Reason, visible_at: datetime) -> Grant:
    return Grant(step.post.id, step.key.id, step.public_key, reason, visible_at)


def _area_of(step: _Candidate) -> tuple[str, ...]:
    return (step.post.area_id,) if step.post.area_id else ()


def _holders(session: Session, post_ids: list[str]) -> dict[str, tuple[str, ...]]:
    rows = session.exec(_HOLDERS, params={"post_ids": post_ids})
    found: dict[str, tuple[str, ...]] = {}
    for post_id, officer_id in rows:
        found[post_id] = tuple(dict.fromkeys((*found.get(post_id, ()), officer_id)))
    return found
