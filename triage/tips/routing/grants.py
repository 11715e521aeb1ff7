"""What routing gives: that a post will be able to open a tip, from when, and why."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crypto.keys import PublicKey
from triage.ground.vocabulary import Priority
from triage.tips.routing.ladder import Step
from triage.tips.routing.reasons import Reason


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


def grant_to(step: Step, reason: Reason, visible_at: datetime) -> Grant:
    """Return the grant for the post of a step."""
    return Grant(step.post_id, step.key_id, step.public_key, reason, visible_at)
