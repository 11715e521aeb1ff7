"""The clocks of a tip: until when an officer must have taken it, decided about it, and ended it.

The spans are the locality's settings. The usual ones follow the Criminal Procedure Code 2015, articles 145 to 147, and
Joint Circular 01/2017, as amended in 2021: a commune's police forward a report of a crime within 24 hours (48 where it
is remote); a report is resolved in 20 days, in complex cases in 2 months, extended once by 2 months more.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from intake.ground.local_time import to_local
from triage.ground.calendar import WorkCalendar, midnight
from triage.ground.days import read_calendar
from triage.ground.vocabulary import Priority, Status
from triage.tips.record.tables import Tip
from triage.tips.routing.grants import ClimbTimes

_SOON = 0.2
"""The last part of a span in which it is said to be due."""


class ClockKind(StrEnum):
    """What has to be done."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    RESOLVE = "resolve"


class ClockState(StrEnum):
    """How the clock stands."""

    RUNS = "runs"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long each step may take."""

    decide_after: timedelta = timedelta(hours=24)
    resolve_after: timedelta = timedelta(days=20)
    extended_months: int = 2
    longest_months: int = 4
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def by_announced_days(self, session: Session) -> Self:
        """Return the clocks as they run by the installation's table of days."""
        return replace(self, calendar=read_calendar(session))


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs."""

    kind: ClockKind
    ends_at: datetime
    state: ClockState
    left: timedelta
    """Negative where it is overdue."""


def read_clock(tip: Tip, *, clocks: Clocks, times: ClimbTimes, at: datetime) -> Clock | None:
    """Return the clock that runs for the tip; none for one that is closed."""
    if tip.status == Status.CLOSED:
        return None
    kind, ends_at = _find_kind(tip), find_end(tip, clocks, times)
    span, left = ends_at - tip.accepted_at, ends_at - at
    state = ClockState.OVERDUE if left <= timedelta(0) else ClockState.DUE if left < span * _SOON else ClockState.RUNS
    return Clock(kind, ends_at, state, left)


def find_extension(tip: Tip, clocks: Clocks) -> tuple[datetime, bool] | None:
    """Return until when the tip's clock can be extended next, and whether only the chief may; None where it cannot."""
    ends_at = tip.resolve_by or resolve_by(tip.accepted_at, clocks)
    for months, is_chiefs in ((clocks.extended_months, False), (clocks.longest_months, True)):
        extended = clocks.calendar.end_on_working_day(tip.accepted_at + relativedelta(months=months))
        if extended > ends_at:
            return extended, is_chiefs
    return None


def resolve_by(accepted_at: datetime, clocks: Clocks) -> datetime:
    """Return when a tip must be resolved that was not extended."""
    return clocks.calendar.end_on_working_day(accepted_at + clocks.resolve_after)


def latest_unresolved(clocks: Clocks, at: datetime) -> datetime:
    """Return before which time a tip must have come to be overdue now, where it was not extended."""
    last = clocks.calendar.last_working_day_before(to_local(at).date())
    return midnight(last + timedelta(days=1)) - clocks.resolve_after


def find_end(tip: Tip, clocks: Clocks, times: ClimbTimes) -> datetime:
    """Return until when the next step at an open tip is due."""
    match _find_kind(tip):
        case ClockKind.ACKNOWLEDGE:
            return tip.accepted_at + times.step(Priority(tip.priority))
        case ClockKind.DECIDE:
            return tip.accepted_at + clocks.decide_after
        case ClockKind.RESOLVE:
            return tip.resolve_by or resolve_by(tip.accepted_at, clocks)


def _find_kind(tip: Tip) -> ClockKind:
    steps = {Status.NEW: ClockKind.ACKNOWLEDGE, Status.ACKNOWLEDGED: ClockKind.DECIDE}
    return steps.get(Status(tip.status), ClockKind.RESOLVE)
