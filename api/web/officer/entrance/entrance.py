"""``/officer``: signing in and out. The passphrase comes first; the second factor (``second_step.py``) after it."""

from contextlib import suppress
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from api.web.http.cookies import SESSION
from api.web.http.forms import PostedForm
from api.web.officer.entrance.coming_in import home_of, let_in
from api.web.officer.entrance.proof import prove_passphrase
from api.web.visit.dependencies import CurrentVisit, get_signed_in
from api.web.visit.derivations import derives
from api.web.visit.tries import TriesTooFast
from api.web.visit.visit import Visit
from crypto.tokens import Token
from triage.ground.errors import SessionEnded, SignInRefused
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import end_session, resume_session

router = APIRouter(prefix="/officer")


@router.get("")
def enter(visit: CurrentVisit) -> Response:
    """Lead to the queue, or ask to sign in."""
    try:
        signed_in = get_signed_in(visit)
    except SessionEnded:
        return _ask(visit)
    return visit.go(home_of(signed_in.officer))


@router.post("/sign-in")
@derives
def sign_in(visit: CurrentVisit, form: PostedForm) -> Response:
    """Take the passphrase; lead to the second factor, or straight in where none is asked for."""
    try:
        officer, seed = prove_passphrase(visit, form["username"], form["passphrase"])
    except SignInRefused:
        return _ask(visit, problem="refused", username=form["username"])
    except TriesTooFast as error:
        page = _ask(visit, problem="too_fast", username=form["username"], status=HTTPStatus.TOO_MANY_REQUESTS)
        page.headers["Retry-After"] = str(error.seconds)
        return page
    return let_in(visit, officer, seed)


@router.post("/sign-out")
def sign_out(visit: CurrentVisit) -> Response:
    """End the session."""
    token = SESSION.read(visit.request, visit.context.settings)
    if token is not None:
        _end(visit, token)
    response = visit.go("/officer")
    SESSION.delete(response, visit.context.settings)
    # What the browser kept for its way back is gone, too.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _end(visit: Visit, token: Token) -> None:
    with visit.context.database.writing() as session:
        with suppress(SessionEnded):
            officer_id = resume_session(session, token, at=visit.now()).id
            append(session, Entry(JournalEvent.SIGNED_OUT, officer_id=officer_id), at=visit.now())
        end_session(session, token)
        session.commit()


def _ask(
    visit: Visit, *, problem: str = "", username: str = "", status: HTTPStatus = HTTPStatus.UNAUTHORIZED
) -> HTMLResponse:
    values: dict[str, object] = {"problem": problem, "username": username}
    return visit.show_officer("sign_in.html", values, status=status if problem else HTTPStatus.OK)
