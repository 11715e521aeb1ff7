"""``/officer/days``: days that the government announced as off or worked, for an administrator."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.web.http.forms import Form, PostedForm
from api.web.visit.dependencies import CurrentAdministrator, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from triage.ground.days import LONGEST_NOTE, DayChange, change_day, list_announced, read_day
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/days")


@router.get("")
def show_days(visit: CurrentVisit, administrator: CurrentAdministrator, session: ReadSession) -> HTMLResponse:
    """Show the table."""
    return _render(visit, session, administrator)


@router.post("/{change}")
def change_days(
    visit: CurrentVisit, change: str, form: PostedForm, administrator: CurrentAdministrator, session: WriteSession
) -> HTMLResponse:
    """Change one day. A date that cannot be read changes nothing, and is shown again."""
    if change not in list(DayChange):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        day = read_day(form["day"])
    except ValueError:
        return _render(visit, session, administrator, notice="unfit", typed=form)
    change_day(session, day, DayChange(change), note=form["note"])
    entry = Entry(JournalEvent.DAY_CHANGED, officer_id=administrator.id, remark=f"{change} {day}")
    append(session, entry, at=visit.now())
    session.commit()
    return _render(visit, session, administrator, notice="changed")


def _render(
    visit: Visit, session: Session, administrator: SignedIn, *, notice: str = "", typed: Form | None = None
) -> HTMLResponse:
    values: dict[str, object] = {
        "officer": administrator.officer,
        "days": list_announced(session),
        "longest": LONGEST_NOTE,
        "notice": notice,
        "typed": typed or {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice == "unfit" else HTTPStatus.OK
    return visit.show_officer("days.html", values, status=status)
