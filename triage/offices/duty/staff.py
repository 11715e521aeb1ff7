"""Who of a post can be asked at a given time. Time is an argument: nothing here looks at a clock.

A post has holders, and deputies who stand in while no holder is there. A shift says which of them it is; while none
runs, it is all of them. Hours say when a routine tip waits for the post; danger asks at any hour.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.ground.local_time import to_local
from triage.ground.calendar import WorkCalendar, midnight

_FARTHEST = 30
"""Days. Longer than any run of days off."""


@dataclass(frozen=True, slots=True)
class Span:
    """An officer, from then to then: a leave, or a shift."""

    officer_id: str
    begins_at: datetime
    ends_at: datetime

    def runs(self, at: datetime) -> bool:
        """Say whether the time lies in it."""
        return self.begins_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Staff:
    """A post's people and their times."""

    holders: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    leaves: tuple[Span, ...] = ()
    shifts: tuple[Span, ...] = ()
    hours: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """Minutes after midnight, by weekday from Monday, 0. Without any, the post is on duty day and night."""
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    @property
    def everybody(self) -> tuple[str, ...]:
        """Everybody who could open the post's tips, there or not."""
        return (*self.holders, *self.deputies)

    def who_is_on_duty(self, at: datetime, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return who is to be asked: those on shift, else the holders who are there, else the deputies."""
        away = without | {leave.officer_id for leave in self.leaves if leave.runs(at)}
        holders = tuple(each for each in self.holders if each not in away)
        deputies = tuple(each for each in self.deputies if each not in away)
        present = frozenset(holders) | frozenset(deputies)
        on_shift = (shift.officer_id for shift in self.shifts if shift.runs(at) and shift.officer_id in present)
        return tuple(dict.fromkeys(on_shift)) or holders or deputies

    def who_is_asked(self, at: datetime, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Return the same, and where no officer is there, all of them: better a call on a day off than none."""
        return self.who_is_on_duty(at, without=without) or tuple(each for each in self.everybody if each not in without)

    def is_open(self, at: datetime) -> bool:
        """Say whether the time lies in the post's hours."""
        return not self.hours or self._opening_of(at, days=0) <= at < self._closing_of(at)

    def opens_at(self, at: datetime) -> datetime:
        """Return when the post's hours begin next; the same time where they run."""
        if self.is_open(at):
            return at
        openings = (self._opening_of(at, days=days) for days in range(_FARTHEST))
        return min((opening for opening in openings if opening > at), default=at)

    def _opening_of(self, at: datetime, *, days: int) -> datetime:
        return self._bound(at, days, end=0)

    def _closing_of(self, at: datetime) -> datetime:
        return self._bound(at, 0, end=1)

    def _bound(self, at: datetime, days: int, *, end: int) -> datetime:
        """Return when the hours begin or end on a day; on a day off they begin and end with time itself."""
        day = to_local(at).date() + timedelta(days=days)
        hours = self.hours.get(day.weekday())
        if hours is None and self.calendar.is_worked_by_announcement(day):
            # A Saturday that is worked for another day has that day's hours, and those are the same all week.
            hours = self.hours[min(self.hours)]
        if hours is None or self.calendar.is_holiday(day):
            return datetime.min.replace(tzinfo=at.tzinfo)
        return midnight(day) + timedelta(minutes=hours[end])
