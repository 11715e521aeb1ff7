"""``/officer/duty``: who is there when. A chief plans hours, shifts, leaves and deputies; an officer the own leave.

An administrator plans all but the inspectorate, and names no deputy, because a deputy gets a key.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.web.http.forms import Form, PostedForm
from api.web.http.numbers import find_number
from api.web.visit.dependencies import AnySignedIn, CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.ground.local_time import to_utc
from triage.ground.errors import MoveRefused, PostKeyRejected, TipUnavailable
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.sessions import SignedIn
from triage.offices.duty.planning import (
    Planner,
    add_leave,
    add_shift,
    delete_leave,
    delete_shift,
    list_leaves,
    list_people,
    list_planned,
    set_hours,
)
from triage.offices.duty.roster import read_staff
from triage.offices.holders.deputies import end_deputy, list_deputies, list_possible, name_deputy

router = APIRouter(prefix="/officer/duty")

_MINUTES = 60
_WEEK = range(7)

Step = Callable[[Visit, Session, SignedIn, Form], None]


def _hours(visit: Visit, session: Session, officer: SignedIn, form: Form) -> None:
    hours = {day: _read_hours(form, day) for day in _WEEK if form[f"begins-{day}"] or form[f"ends-{day}"]}
    set_hours(session, Planner(officer.officer), form["post"], hours, at=visit.now())


def _shift(visit: Visit, session: Session, officer: SignedIn, form: Form) -> None:
    add_shift(session, Planner(officer.officer), form["post"], form["officer"], _read_span(form), at=visit.now())


def _leave(visit: Visit, session: Session, officer: SignedIn, form: Form) -> None:
    add_leave(session, Planner(officer.officer), form["officer"], _read_span(form), at=visit.now())


def _deputy(visit: Visit, session: Session, officer: SignedIn, form: Form) -> None:
    trusted = visit.context.installation.router.trusted
    name_deputy(session, officer, form["post"], form["officer"], trusted=trusted, at=visit.now())


STEPS: dict[str, Step] = {
    "hours": _hours,
    "shift": _shift,
    "leave": _leave,
    "deputy": _deputy,
    "delete-shift": lambda visit, session, officer, form: delete_shift(
        session, Planner(officer.officer), form["shift"], at=visit.now()
    ),
    "delete-leave": lambda visit, session, officer, form: delete_leave(
        session, Planner(officer.officer), form["leave"], at=visit.now()
    ),
    "end-deputy": lambda visit, session, officer, form: end_deputy(
        session, officer, form["post"], form["officer"], at=visit.now()
    ),
}


@router.get("")
def show_duty(visit: CurrentVisit, officer: AnySignedIn, session: ReadSession) -> HTMLResponse:
    """Show the plan."""
    return _render(visit, officer, session)


@router.post("/{step}")
def change(visit: CurrentVisit, step: str, form: PostedForm, officer: AnySignedIn) -> Response:
    """Change the plan. Where it is refused, say so and change nothing."""
    if step not in STEPS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    with visit.context.database.writing() as session:
        try:
            STEPS[step](visit, session, officer, form)
        except (MoveRefused, TipUnavailable, PostKeyRejected, ValueError):
            session.rollback()
            return _render(visit, officer, session, notice=step)
        session.commit()
    return visit.go("/officer/duty")


def _render(visit: Visit, officer: SignedIn, session: Session, *, notice: str = "") -> HTMLResponse:
    at, planner = visit.now(), Planner(officer.officer)
    planned = list_planned(session, planner, at=at)
    staff = read_staff(session, [line.post.id for line in planned])
    values: dict[str, object] = {
        "officer": officer.officer,
        "planned": planned,
        "on_duty": {post_id: each.who_is_on_duty(at) for post_id, each in staff.items()},
        "is_open": {post_id: each.is_open(at) for post_id, each in staff.items()},
        "deputies": {line.post.id: list_deputies(session, line.post.id) for line in planned},
        "possible": {
            line.post.id: list_possible(session, line.post)
            for line in planned
            if line.post.kind == PostKind.RESIDENTIAL and not officer.is_administrator
        },
        "people": list_people(session, planner),
        "leaves": list_leaves(session, planner, at=at),
        "tree": visit.locality.tree,
        "notice": notice,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice else HTTPStatus.OK
    return visit.show_officer("duty.html", values, status=status)


def _read_hours(form: Form, day: int) -> tuple[int, int]:
    return _minutes(form[f"begins-{day}"]), _minutes(form[f"ends-{day}"])


def _minutes(typed: str) -> int:
    """Read ``07:30``. Raises ValueError."""
    hour, minute = (find_number(part, most=_MINUTES) for part in typed.split(":")[:2])
    if hour is None or minute is None:
        raise ValueError("no time of the day")
    return hour * _MINUTES + minute


def _read_span(form: Form) -> tuple[datetime, datetime]:
    """Read two times as the browser's field writes them, in the place's own time. Raises ValueError."""
    begins_at, ends_at = (datetime.fromisoformat(form[name]) for name in ("begins", "ends"))
    return to_utc(begins_at), to_utc(ends_at)
