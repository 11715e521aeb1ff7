"""The table of days that the government announced otherwise than the calendar says: off, or worked in their stead."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, col, select

from intake.ground.text import mend
from triage.ground.calendar import WorkCalendar

LONGEST_NOTE = 200


class DayChange(StrEnum):
    """What an administrator says of a day."""

    OFF = "off"
    WORKED = "worked"
    FORGET = "forget"


class AnnouncedDay(SQLModel, table=True):
    """One day. An administrator writes it down, and it goes before what the calendar knows."""

    __tablename__ = "announced_day"

    day: date = Field(primary_key=True)
    is_worked: bool
    note: str = ""
    """By which announcement."""


def list_announced(session: Session) -> Sequence[AnnouncedDay]:
    """Return the days, the latest first."""
    return session.exec(select(AnnouncedDay).order_by(col(AnnouncedDay.day).desc())).all()


def read_calendar(session: Session) -> WorkCalendar:
    """Return the calendar that goes by the table."""
    return WorkCalendar({row.day: row.is_worked for row in session.exec(select(AnnouncedDay))})


def change_day(session: Session, day: date, change: DayChange, *, note: str = "") -> None:
    """Write down that a day is worked or off, in place of what stood there; or let it be what the calendar says."""
    if change is not DayChange.FORGET:
        note = mend(note).strip()[:LONGEST_NOTE]
        session.merge(AnnouncedDay(day=day, is_worked=change is DayChange.WORKED, note=note))
        return
    row = session.get(AnnouncedDay, day)
    if row is not None:
        session.delete(row)


def read_day(written: str) -> date:
    """Return the day that is written as 2026-01-10 or 10/1/2026. Raises ValueError."""
    compact = "".join(written.split())
    day, slash, rest = compact.replace("-", "/").partition("/")
    if slash and len(day) <= len("31"):
        month, _slash, year = rest.partition("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(compact)
