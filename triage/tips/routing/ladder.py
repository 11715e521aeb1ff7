"""Ladders: the posts that a tip can go to, nearest first, each with a key that was checked and its holders.

A ladder is remembered for two seconds, because reading it costs as much as storing the tip. So a change of holders or
keys reaches routing two seconds late; a forged key never does, since none is remembered unchecked.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, bindparam, col, or_, select

from crypto.keys import PublicKey
from intake.areas.tables import AreaId
from triage.ground.errors import PostKeyRejected
from triage.ground.vocabulary import PostKind
from triage.offices.duty.roster import read_staff
from triage.offices.duty.staff import Staff
from triage.offices.posts.tables import Post, PostKey
from triage.offices.posts.trust import TrustedKeys, find_current

_FRESH_SECONDS = 2.0
_MOST_REMEMBERED = 10_000

# Written once: to put a statement together costs as much as to run it. Later versions of a key come later.
_WITH_KEYS = select(Post, PostKey).join(PostKey, col(PostKey.post_id) == col(Post.id)).order_by(col(PostKey.version))
_INSPECTORATE = _WITH_KEYS.where(Post.kind == PostKind.INSPECTORATE)
_LINEAGE = _WITH_KEYS.where(
    Post.kind != PostKind.INSPECTORATE,
    or_(col(Post.area_id).in_(bindparam("area_ids", expanding=True)), col(Post.kind) == PostKind.DUTY_DESK),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A post on a ladder."""

    post_id: str
    area_id: str | None
    key_id: str
    public_key: PublicKey
    staff: Staff
    """Who holds it, and when each is there; none where it is vacant."""

    @property
    def area_ids(self) -> tuple[str, ...]:
        """The area that the post answers for, as reasons name it."""
        return (self.area_id,) if self.area_id else ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps, nearest first, and the posts whose keys were not what the post above signed."""

    steps: tuple[Step, ...]
    rejected: tuple[str, ...]


@dataclass(slots=True)
class Ladders:
    """Reads ladders, and remembers them for a moment."""

    trusted: TrustedKeys
    _known: dict[tuple[AreaId, ...] | None, tuple[float, Ladder]] = field(default_factory=dict)

    def to_inspectorate(self, session: Session) -> Ladder:
        """Return the inspectorate's ladder, which has one step."""
        return self._find(None) or self._keep(None, _read(session, self.trusted, session.exec(_INSPECTORATE)))

    def from_area(self, session: Session, lineage: tuple[AreaId, ...]) -> Ladder:
        """Return the posts of the lineage, nearest first, and the duty desk last."""
        return self._find(lineage) or self._keep(lineage, self._climb(session, lineage))

    def _climb(self, session: Session, lineage: tuple[AreaId, ...]) -> Ladder:
        ladder = _read(session, self.trusted, session.exec(_LINEAGE, params={"area_ids": lineage}))
        order = {area_id: place for place, area_id in enumerate(lineage)}
        steps = sorted(ladder.steps, key=lambda step: order.get(AreaId(step.area_id or ""), len(order)))
        return Ladder(tuple(steps), ladder.rejected)

    def _find(self, key: tuple[AreaId, ...] | None) -> Ladder | None:
        read_at, ladder = self._known.get(key, (0.0, None))
        return ladder if time.monotonic() - read_at < _FRESH_SECONDS else None

    def _keep(self, key: tuple[AreaId, ...] | None, ladder: Ladder) -> Ladder:
        # What was rejected is looked at anew each time, so that each tip that it concerns is journaled.
        if not ladder.rejected:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            self._known[key] = (time.monotonic(), ladder)
        return ladder


def _read(session: Session, trusted: TrustedKeys, rows: Iterable[tuple[Post, PostKey]]) -> Ladder:
    posts: dict[str, tuple[Post, list[PostKey]]] = {}
    for post, key in rows:
        posts.setdefault(post.id, (post, []))[1].append(key)
    staff = read_staff(session, list(posts))
    steps, rejected = [], []
    for post, versions in posts.values():
        try:
            key = find_current(session, post, versions, trusted)
        except PostKeyRejected:
            rejected.append(post.id)
        else:
            steps.append(Step(post.id, post.area_id, key.id, PublicKey(key.public_key), staff[post.id]))
    return Ladder(tuple(steps), tuple(rejected))
