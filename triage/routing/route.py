"""Which posts a tip goes to, and who answers for it. Reads only; nothing is sealed or stored here.

1. About police or officials: the inspectorate, and nobody else.
2. The area's own post, where somebody holds it.
3. Else the nearest post above that somebody holds; the vacant post gets the tip too, for whoever comes.
4. Else the duty desk. The duty desk has every tip of the branch, hidden until the tip climbs to it.

A post whose key is not signed by the post above gets nothing: it is passed over, and somebody is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from crypto.keys import PublicKey
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.errors import NoTrustedPost
from triage.posts.trust import TrustedKeys
from triage.routing.ladder import Ladders, Step
from triage.routing.reasons import Reason, ReasonCode
from triage.vocabulary import Priority


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

    def because(self, reason: Reason) -> "Grant":
        """Return the same with another reason."""
        return replace(self, reason=reason)


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
        about_police: bool,
        priority: Priority,
        at: datetime,
    ) -> Route:
        """Return the route. Raises NoTrustedPost where nobody is left to take the tip."""
        if about_police:
            return self._to_inspectorate(session, at)
        lineage = () if area_id is None else tuple(node.id for node in tree.lineage(area_id))
        ladder = self.ladders.from_area(session, lineage)
        if not ladder.steps:
            raise NoTrustedPost
        answering = next((step for step in ladder.steps if step.officer_ids), ladder.steps[-1])
        place = ladder.steps.index(answering)
        below = [_grant(step, Reason(ReasonCode.VACANT_POST, step.area_ids), at) for step in ladder.steps[:place]]
        reason = _reason(answering, ladder.steps[:place], area_id)
        above = [
            _grant(step, Reason(ReasonCode.ESCALATION, answering.area_ids), at + number * self.times.step(priority))
            for number, step in enumerate(ladder.steps[place + 1 :], start=1)
        ]
        return Route(
            post_id=answering.post_id,
            is_inspectorate=False,
            grants=(*below, _grant(answering, reason, at), *above),
            officer_ids=answering.officer_ids,
            rejected=ladder.rejected,
        )

    def _to_inspectorate(self, session: Session, at: datetime) -> Route:
        ladder = self.ladders.to_inspectorate(session)
        if not ladder.steps:
            raise NoTrustedPost
        step = ladder.steps[0]
        return Route(
            post_id=step.post_id,
            is_inspectorate=True,
            grants=(_grant(step, Reason(ReasonCode.ABOUT_POLICE), at),),
            officer_ids=step.officer_ids,
            rejected=ladder.rejected,
        )


def _grant(step: Step, reason: Reason, visible_at: datetime) -> Grant:
    return Grant(step.post_id, step.key_id, step.public_key, reason, visible_at)


def _reason(answering: Step, vacant: Sequence[Step], area_id: AreaId | None) -> Reason:
    if area_id is None:
        return Reason(ReasonCode.NO_AREA)
    if answering.area_id == area_id:
        return Reason(ReasonCode.OWN_AREA, (area_id,))
    names = tuple(below.area_id or "" for below in vacant)
    return Reason(ReasonCode.NOBODY_BELOW, names or (area_id,))
