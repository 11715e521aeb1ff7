"""Weeks, months, quarters and years in the place's own time."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from intake.ground.local_time import to_local
from triage.desk.board.scope import Span
from triage.ground.calendar import midnight

_QUARTER = 3


class Period(StrEnum):
    """How long a report is."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_LENGTHS = {
    Period.WEEK: relativedelta(weeks=1),
    Period.MONTH: relativedelta(months=1),
    Period.QUARTER: relativedelta(months=_QUARTER),
    Period.YEAR: relativedelta(years=1),
}


def find_span(period: Period, back: int, *, at: datetime) -> Span:
    """Return the period that runs now, or one so many periods ago."""
    begins = _beginning(period, to_local(at).date()) - _LENGTHS[period] * back
    return Span(midnight(begins), midnight(begins + _LENGTHS[period]))


def last_closed_quarter(at: datetime) -> Span:
    """Return the quarter before this one."""
    return find_span(Period.QUARTER, 1, at=at)


def months_of(span: Span) -> list[str]:
    """Return the months that a span touches, ``2026-11``, the first first."""
    months, day = list[str](), to_local(span.begins_at).date().replace(day=1)
    while midnight(day) < span.ends_at:
        months.append(f"{day:%Y-%m}")
        day += relativedelta(months=1)
    return months


def _beginning(period: Period, day: date) -> date:
    if period is Period.WEEK:
        return day - timedelta(days=day.weekday())
    if period is Period.MONTH:
        return day.replace(day=1)
    if period is Period.QUARTER:
        return day.replace(month=(day.month - 1) // _QUARTER * _QUARTER + 1, day=1)
    return day.replace(month=1, day=1)
