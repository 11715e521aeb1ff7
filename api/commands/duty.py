"""``homthu duty``: who is there when, as on the planner's pages. Times are the place's own."""

from collections.abc import Callable
from datetime import UTC, datetime

import click
from sqlmodel import Session, select

from api.commands.opening import open_installation
from api.commands.posts import find_post, name_post
from intake.areas.tree import load_tree
from intake.ground.local_time import to_local, to_utc
from triage.ground.errors import MoveRefused
from triage.offices.accounts.accounts import normalise_username
from triage.offices.accounts.tables import Officer
from triage.offices.duty.planning import (
    PlannedPost,
    Planner,
    add_leave,
    add_shift,
    delete_leave,
    delete_shift,
    list_leaves,
    list_planned,
    set_hours,
)
from triage.offices.duty.roster import read_staff
from triage.offices.duty.tables import Leave, Shift

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"])
_MACHINE = Planner()


@click.group()
def duty() -> None:
    """Hours, shifts and leaves: who is asked when. The inspectorate plans its own, on its page."""


@duty.command(name="list")
def list_plan() -> None:
    """Print each post with who is asked now, its hours and shifts; then the leaves, each with its id."""
    with open_installation() as (_settings, database), database.reading() as session:
        at, tree = datetime.now(UTC), load_tree(session)
        planned = list_planned(session, _MACHINE, at=at)
        staff = read_staff(session, [line.post.id for line in planned])
        for line in planned:
            names = {person.id: person.username for person in line.people}
            asked = ", ".join(names.get(each, "?") for each in staff[line.post.id].who_is_on_duty(at)) or "nobody"
            address = tree.address_or_blank(line.post.area_id)
            click.echo(f"{name_post(line.post)}\t{address}\tasked now: {asked}\t{_describe_hours(line)}")
            for shift in line.shifts:
                click.echo(f"  shift\t{shift.id}\t{names.get(shift.officer_id, '?')}\t{_describe_span(shift)}")
        for leave, person in list_leaves(session, _MACHINE, at=at):
            click.echo(f"leave\t{leave.id}\t{person.username}\t{_describe_span(leave)}")


@duty.command()
@click.argument("post")
@click.argument("days", nargs=-1)
def hours(post: str, days: tuple[str, ...]) -> None:
    """Set when POST is on duty: mon=07:00-17:00 tue=07:00-17:00 …; without any, day and night."""
    _change(lambda session, at: set_hours(session, _MACHINE, _get_post(session, post), _read_hours(days), at=at))


@duty.command()
@click.argument("post")
@click.argument("username")
@click.argument("begins", type=_TIME)
@click.argument("ends", type=_TIME)
def shift(post: str, username: str, begins: datetime, ends: datetime) -> None:
    """Say that USERNAME is the one on duty at POST from BEGINS to ENDS (2026-11-24T07:00)."""
    span = (to_utc(begins), to_utc(ends))
    _change(
        lambda session, at: add_shift(
            session, _MACHINE, _get_post(session, post), _get_officer(session, username), span, at=at
        )
    )


@duty.command()
@click.argument("username")
@click.argument("begins", type=_TIME)
@click.argument("ends", type=_TIME)
def leave(username: str, begins: datetime, ends: datetime) -> None:
    """Say that USERNAME is away from BEGINS to ENDS (2026-11-24T07:00)."""
    span = (to_utc(begins), to_utc(ends))
    _change(lambda session, at: add_leave(session, _MACHINE, _get_officer(session, username), span, at=at))


@duty.command()
@click.argument("span_id")
def undo(span_id: str) -> None:
    """Take a shift or a leave back, by its id."""
    _change(lambda session, at: _delete(session, span_id, at=at))


def _change(change: Callable[[Session, datetime], None]) -> None:
    with open_installation() as (_settings, database), database.writing() as session:
        try:
            change(session, datetime.now(UTC))
        except MoveRefused:
            message = (
                "Refused, and nothing was changed: a beginning lies before its end, within a year of it, and is not "
                "over; a post is planned with its own people, and the inspectorate plans its own; see homthu duty list."
            )
            raise click.ClickException(message) from None
        session.commit()


def _delete(session: Session, span_id: str, *, at: datetime) -> None:
    is_shift = session.get(Shift, span_id) is not None
    (delete_shift if is_shift else delete_leave)(session, _MACHINE, span_id, at=at)


def _get_post(session: Session, name: str) -> str:
    post = find_post(session, name)
    if post is None:
        message = f"No post is called {name}; see homthu posts list. Nothing was changed."
        raise click.ClickException(message)
    return post.id


def _get_officer(session: Session, username: str) -> str:
    officer_id = session.exec(select(Officer.id).where(Officer.username == normalise_username(username))).first()
    if officer_id is None:
        message = f"No account is called {username}; see homthu officers list. Nothing was changed."
        raise click.ClickException(message)
    return officer_id


def _read_hours(days: tuple[str, ...]) -> dict[int, tuple[int, int]]:
    """Read ``mon=07:00-17:00``. Raises click.BadParameter."""
    try:
        return dict(_read_day(*day.split("=")) for day in days)
    except (ValueError, TypeError):
        message = "Hours are written as mon=07:00-17:00, one for each day; the end of a day is 24:00."
        raise click.BadParameter(message) from None


def _read_day(day: str, span: str) -> tuple[int, tuple[int, int]]:
    begins, ends = ((int(hour) * 60 + int(minute)) for hour, minute in (time.split(":") for time in span.split("-")))
    return _DAYS.index(day.lower()), (begins, ends)


def _describe_hours(line: PlannedPost) -> str:
    spans = [
        f"{_DAYS[day]}={_describe_minute(row.begins_minute)}-{_describe_minute(row.ends_minute)}"
        for day, row in sorted(line.hours.items())
    ]
    return " ".join(spans) or "day and night"


def _describe_minute(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _describe_span(row: Shift | Leave) -> str:
    return f"{to_local(row.begins_at):%Y-%m-%dT%H:%M}\t{to_local(row.ends_at):%Y-%m-%dT%H:%M}"
