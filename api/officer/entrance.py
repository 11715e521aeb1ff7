"""``/officer``: signing in and out."""

from contextlib import suppress
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from api.dependencies import CurrentVisit, get_signed_in
from api.http.cookies import delete_cookie, read_cookie, set_cookie
from api.http.forms import PostedForm
from api.visit import Visit
from crypto.keys import Seed
from crypto.tokens import Token
from triage.errors import SessionEnded, SignInRefused
from triage.journal.append import Entry, append
from triage.officers.accounts import PassphraseLock, authenticate
from triage.officers.sessions import end_session, resume_session, start_session
from triage.officers.tables import Officer
from triage.vocabulary import JournalEvent, OfficerRole

router = APIRouter(prefix="/officer")


@router.get("")
def enter(visit: CurrentVisit) -> Response:
    """Lead to the queue, or ask to sign in."""
    try:
        signed_in = get_signed_in(visit)
    except SessionEnded:
        return _ask(visit)
    return visit.go(_home_of(signed_in.officer))


@router.post("/sign-in")
def sign_in(visit: CurrentVisit, form: PostedForm) -> Response:
    """Start a session."""
    context = visit.context
    lock = PassphraseLock(form["passphrase"], pepper=context.keys.pepper, cost=context.settings.passphrase_cost)
    try:
        with context.database.reading() as session:
            officer, seed = authenticate(session, form["username"], lock)
            session.expunge(officer)
    except SignInRefused:
        # The journal counts the failure, and does not repeat what was typed as a name: it may be a passphrase.
        with context.database.writing() as session:
            append(session, Entry(JournalEvent.SIGN_IN_FAILED), at=visit.now())
            session.commit()
        return _ask(visit, is_refused=True, username=form["username"])
    response = visit.go(_home_of(officer))
    set_cookie(response, _start(visit, officer, seed), context.settings)
    return response


@router.post("/sign-out")
def sign_out(visit: CurrentVisit) -> Response:
    """End the session."""
    token = read_cookie(visit.request, visit.context.settings)
    if token is not None:
        _end(visit, token)
    response = visit.go("/officer")
    delete_cookie(response, visit.context.settings)
    return response


def _home_of(officer: Officer) -> str:
    return "/officer/cashier" if officer.role == OfficerRole.CASHIER else "/officer/queue"


def _start(visit: Visit, officer: Officer, seed: Seed) -> Token:
    with visit.context.database.writing() as session:
        token = start_session(session, officer, seed, at=visit.now())
        append(session, Entry(JournalEvent.SIGNED_IN, officer_id=officer.id), at=visit.now())
        session.commit()
    return token


def _end(visit: Visit, token: Token) -> None:
    with visit.context.database.writing() as session:
        with suppress(SessionEnded):
            officer_id = resume_session(session, token, at=visit.now()).id
            append(session, Entry(JournalEvent.SIGNED_OUT, officer_id=officer_id), at=visit.now())
        end_session(session, token)
        session.commit()


def _ask(visit: Visit, *, is_refused: bool = False, username: str = "") -> HTMLResponse:
    status = HTTPStatus.UNAUTHORIZED if is_refused else HTTPStatus.OK
    return visit.show_officer("sign_in.html", {"is_refused": is_refused, "username": username}, status=status)
