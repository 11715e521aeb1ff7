"""``homthu days``: days that the government announced as off or worked, as on the administrator's page."""

from datetime import UTC, date, datetime

import click

from api.commands.opening import open_installation
from triage.ground.days import DayChange, change_day, list_announced, read_day
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent

_NOTE = click.option("--note", default="", help="By which announcement.")


class _Day(click.ParamType[date]):
    """A day in either spelling."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or end the command with a sentence."""
        try:
            return read_day(str(value))
        except ValueError:
            self.fail(f"{value} is no day: write 2026-01-10 or 10/1/2026.", param, ctx)


@click.group()
def days() -> None:
    """Days that the government announced as off or worked. They go before the calendar of holidays."""


@days.command(name="list")
def list_days() -> None:
    """Print each day, the latest first, with its announcement."""
    with open_installation() as (_settings, database), database.reading() as session:
        for row in list_announced(session):
            click.echo(f"{row.day}\t{'worked' if row.is_worked else 'off'}\t{row.note}")


@days.command()
@click.argument("day", type=_Day())
@_NOTE
def off(day: date, note: str) -> None:
    """Write down that a day is off."""
    _change(day, DayChange.OFF, note)


@days.command()
@click.argument("day", type=_Day())
@_NOTE
def worked(day: date, note: str) -> None:
    """Write down that a day is worked, as the Saturday of a swap is."""
    _change(day, DayChange.WORKED, note)


@days.command()
@click.argument("day", type=_Day())
def forget(day: date) -> None:
    """Let a day be what the calendar says."""
    _change(day, DayChange.FORGET)


def _change(day: date, change: DayChange, note: str = "") -> None:
    with open_installation() as (_settings, database), database.writing() as session:
        change_day(session, day, change, note=note)
        append(session, Entry(JournalEvent.DAY_CHANGED, remark=f"{change} {day}"), at=datetime.now(UTC))
        session.commit()
