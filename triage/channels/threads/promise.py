"""What a resident may expect while the tip was not taken: the clocks of the settings, as a promise."""

from dataclasses import dataclass
from datetime import datetime

from triage.ground.vocabulary import Priority
from triage.tips.routing.grants import ClimbTimes


@dataclass(frozen=True, slots=True)
class Promise:
    """Until when an officer takes the tip, or the next is asked, and how often that goes on."""

    next_asked_at: datetime
    minutes: int


def make_promise(accepted_at: datetime, priority: Priority, times: ClimbTimes) -> Promise:
    """Return the promise for a tip that was accepted then."""
    step = times.step(priority)
    return Promise(accepted_at + step, int(step.total_seconds()) // 60)
