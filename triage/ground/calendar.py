"""Vietnam's working days and public holidays, and spans of time that end on one.

Holidays are those of the Labour Code 2019, article 112, with the days in lieu and the swapped Saturdays that the
government announces each year; the library ``holidays`` keeps them.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from intake.ground.local_time import LOCAL
from triage.ground.local_time import to_local

_DAY = timedelta(days=1)


@cache
def _of_vietnam() -> holidays.HolidayBase:
    return holidays.country_holidays("VN")


def is_working_day(day: date) -> bool:
    """Say whether offices work on that day."""
    return bool(_of_vietnam().is_working_day(day))


def is_holiday(day: date) -> bool:
    """Say whether it is a public holiday, or a day off in lieu of one."""
    return day in _of_vietnam()


def midnight(day: date) -> datetime:
    """Return when the day begins in the place's time."""
    return datetime.combine(day, time(), LOCAL).astimezone(UTC)


def end_on_working_day(at: datetime) -> datetime:
    """Return the end of a span of days: where its last day is a day off, the end of the next working day.

    As the Civil Code 2015, article 148, counts spans: a span of days ends with the last moment of its last day.
    """
    day = to_local(at).date()
    while not is_working_day(day):
        day += _DAY
    return midnight(day + _DAY)


def last_working_day_before(day: date) -> date:
    """Return the last day before this one on which offices work."""
    day -= _DAY
    while not is_working_day(day):
        day -= _DAY
    return day
