"""Which posts a tip goes to, and who answers for it. Reads only; nothing is sealed or stored here.

1. About police or officials: the inspectorate alone.
2. The area's own post, where one of its holders or deputies is on duty.
3. Else the nearest post above where an officer is; the post that was passed over gets the tip too, for later.
4. Else the duty desk. The duty desk has every tip of the branch, hidden until the tip climbs to it.

Outside a post's hours a routine tip stands at once before the duty desk too, and the post's clock starts when its hours
do. What is urgent knows no hours.

A post whose key is not signed by the post above gets nothing: it is passed over, and that is reported.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.ground.errors import NoTrustedPost
from triage.ground.vocabulary import Priority
from triage.offices.posts.trust import TrustedKeys
from triage.tips.routing.climb import Climb
from triage.tips.routing.grants import ClimbTimes, Grant, grant_to
from triage.tips.routing.ladder import Ladders
from triage.tips.routing.reasons import Reason, ReasonCode


@dataclass(frozen=True, slots=True)
class Route:
    """Where a tip goes."""

    post_id: str
    """The post that answers for it."""
    is_inspectorate: bool
    grants: tuple[Grant, ...]
    told: tuple[tuple[str, tuple[str, ...]], ...]
    """Which officers of which posts are told at once."""
    ask_again_at: datetime
    """When the next are told, unless an officer has taken it by then."""
    rejected: tuple[str, ...]
    """Posts whose keys were not what the post above signed."""


@dataclass(frozen=True, slots=True)
class Router:
    """Routing for one locality."""

    ladders: Ladders
    times: ClimbTimes

    @property
    def trusted(self) -> TrustedKeys:
        """Which post keys may be sealed to."""
        return self.ladders.trusted

    def route(
        self,
        session: Session,
        tree: AreaTree,
        area_id: AreaId | None,
        *,
        priority: Priority,
        at: datetime,
        without: frozenset[str] = frozenset(),
    ) -> Route:
        """Return the route of what is not about police; officers in ``without`` may not see the tip.

        Raises NoTrustedPost where no post is left to take the tip.
        """
        lineage = () if area_id is None else tuple(node.id for node in tree.lineage(area_id))
        ladder = self.ladders.from_area(session, lineage)
        if not ladder.steps:
            raise NoTrustedPost
        climb = Climb(ladder.steps, priority, self.times.step(priority), without, at)
        return Route(
            post_id=climb.answering.post_id,
            is_inspectorate=False,
            grants=climb.list_grants(area_id),
            told=climb.list_told(),
            ask_again_at=at + self.times.step(priority),
            rejected=ladder.rejected,
        )

    def route_to_inspectorate(
        self, session: Session, *, priority: Priority, at: datetime, without: frozenset[str] = frozenset()
    ) -> Route:
        """Return the route of what is about police or officials. Raises NoTrustedPost."""
        ladder = self.ladders.to_inspectorate(session)
        if not ladder.steps:
            raise NoTrustedPost
        step = ladder.steps[0]
        return Route(
            post_id=step.post_id,
            is_inspectorate=True,
            grants=(grant_to(step, Reason(ReasonCode.ABOUT_POLICE), at),),
            told=((step.post_id, step.staff.who_is_asked(at, without=without)),),
            ask_again_at=at + self.times.step(priority),
            rejected=ladder.rejected,
        )
