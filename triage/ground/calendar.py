"""Vietnam's working days and public holidays, and spans of time that end on one.

Holidays are those of the Labour Code 2019, article 112, with days in lieu; the library ``holidays`` keeps them. What
the government announces late, a bridge day and the Saturday that is worked for it, stands in a table that an
administrator edits, and goes before the library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from intake.ground.local_time import LOCAL, to_local

_DAY = timedelta(days=1)


@cache
def _of_vietnam() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days offices work."""

    announced: Mapping[date, bool] = field(default_factory=dict)
    """What the installation's table says: True where the day is worked, False where it is off."""

    def is_working_day(self, day: date) -> bool:
        """Say whether offices work on that day."""
        return self.announced.get(day, _of_vietnam().is_working_day(day))

    def is_holiday(self, day: date) -> bool:
        """Say whether it is a public holiday, or a day off in lieu of one or by announcement."""
        return not self.announced[day] if day in self.announced else day in _of_vietnam()

    def is_worked_by_announcement(self, day: date) -> bool:
        """Say whether the day is worked that would otherwise be off: the Saturday of a swap."""
        return self.announced.get(day, False)

    def end_on_working_day(self, at: datetime) -> datetime:
        """Return the end of a span of days: where its last day is a day off, the end of the next working day.

        As the Civil Code 2015, article 148, counts spans: a span of days ends with the last moment of its last day.
        """
        day = to_local(at).date()
        while not self.is_working_day(day):
            day += _DAY
        return midnight(day + _DAY)

    def last_working_day_before(self, day: date) -> date:
        """Return the last day before this one on which offices work."""
        day -= _DAY
        while not self.is_working_day(day):
            day -= _DAY
        return day


def midnight(day: date) -> datetime:
    """Return when the day begins in the place's time."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)
