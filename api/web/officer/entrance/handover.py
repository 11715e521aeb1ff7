"""``/officer/handover``: one officer leaves a shared desk, the next takes it over with what is open."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.http.numbers import find_number
from api.web.officer.entrance.coming_in import let_in
from api.web.officer.entrance.proof import prove_passphrase
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession
from api.web.visit.derivations import derives
from api.web.visit.tries import TriesTooFast
from api.web.visit.visit import Visit
from triage.desk.queue.handover import count_open, list_next, list_urgent
from triage.ground.errors import MoveRefused, SignInRefused
from triage.offices.accounts.sessions import SignedIn
from triage.offices.factors.steps import Relief

router = APIRouter(prefix="/officer/handover")


@router.get("")
def show_handover(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show what is open, and who can take over."""
    return _render(visit, officer, session, notice=visit.request.query_params.get("notice", ""))


@router.post("")
@derives
def take_over(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Let the next officer take over: that officer's session begins, the first one's ends.

    Where a second factor is asked for, both happen when it was shown (``second_step.py``), and not before.
    """
    try:
        coming, seed = prove_passphrase(visit, form["username"], form["passphrase"])
        if not form["seen"]:
            return _refuse(visit, officer, "MoveRefused", form)
        return let_in(visit, coming, seed, relief=Relief(officer.id, _number(form["waiting"])))
    except TriesTooFast as error:
        page = _refuse(visit, officer, "TriesTooFast", form, status=HTTPStatus.TOO_MANY_REQUESTS)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    except (SignInRefused, MoveRefused) as error:
        return _refuse(visit, officer, type(error).__name__, form)


def _refuse(
    visit: Visit, officer: SignedIn, notice: str, form: Form, *, status: HTTPStatus = HTTPStatus.CONFLICT
) -> HTMLResponse:
    with visit.context.database.reading() as session:
        page = _render(visit, officer, session, notice=notice, username=form["username"])
    page.status_code = status
    return page


def _render(visit: Visit, officer: SignedIn, session: Session, *, notice: str = "", username: str = "") -> HTMLResponse:
    at = visit.now()
    values: dict[str, object] = {
        "officer": officer.officer,
        "work": count_open(session, officer.id, at=at),
        "tips": list_urgent(session, officer.id, at=at),
        "next": list_next(session, officer.id),
        "tree": visit.locality.tree,
        "categories": {category.code: category for category in visit.locality.categories},
        "username": username,
        "notice": notice,
    }
    return visit.show_officer("handover.html", values)


def _number(typed: str) -> int:
    return find_number(typed) or 0
