"""``/officer/handover``: one officer leaves a shared desk, the next takes it over with what is open."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.dependencies import CurrentOfficer, CurrentVisit, ReadSession
from api.http.cookies import read_cookie, set_cookie
from api.http.forms import Form, PostedForm
from api.visit import Visit
from crypto.keys import Seed
from crypto.tokens import Token
from triage.duty.handover import OpenWork, count_open, hand_over_desk, list_next, list_urgent
from triage.errors import MoveRefused, SignInRefused
from triage.journal.append import Entry, append
from triage.officers.accounts import PassphraseLock, authenticate
from triage.officers.sessions import SignedIn, end_session, start_session
from triage.officers.tables import Officer
from triage.vocabulary import JournalEvent

router = APIRouter(prefix="/officer/handover")


@router.get("")
def show_handover(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show what is open, and who can take over."""
    return _render(visit, officer, session)


@router.post("")
def take_over(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Let the next officer take over: that officer's session begins, the first one's ends."""
    try:
        coming, seed = _authenticate(visit, form)
        token = _change_over(visit, officer, coming, seed, form)
    except (SignInRefused, MoveRefused) as error:
        with visit.context.database.writing() as session:
            if isinstance(error, SignInRefused):
                append(session, Entry(JournalEvent.SIGN_IN_FAILED), at=visit.now())
            session.commit()
            return _render(visit, officer, session, notice=type(error).__name__, username=form["username"])
    response = visit.go("/officer/queue")
    set_cookie(response, token, visit.context.settings)
    return response


def _authenticate(visit: Visit, form: Form) -> tuple[Officer, Seed]:
    context = visit.context
    lock = PassphraseLock(form["passphrase"], pepper=context.keys.pepper, cost=context.settings.passphrase_cost)
    with context.database.reading() as session:
        coming, seed = authenticate(session, form["username"], lock)
        session.expunge(coming)
    return coming, seed


def _change_over(visit: Visit, leaving: SignedIn, coming: Officer, seed: Seed, form: Form) -> Token:
    if not form["seen"]:
        raise MoveRefused
    seen = OpenWork(_number(form["waiting"]), _number(form["open"]))
    with visit.context.database.writing() as session:
        hand_over_desk(session, leaving, coming, seen, at=visit.now())
        mine = read_cookie(visit.request, visit.context.settings)
        if mine is not None:
            end_session(session, mine)
        token = start_session(session, coming, seed, at=visit.now())
        append(session, Entry(JournalEvent.SIGNED_IN, officer_id=coming.id), at=visit.now())
        session.commit()
    return token


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
    status = HTTPStatus.CONFLICT if notice else HTTPStatus.OK
    return visit.show_officer("handover.html", values, status=status)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() else 0
