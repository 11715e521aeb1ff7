"""Coming in, after the passphrase and after the second factor: what begins, what ends, and where it leads."""

from contextlib import suppress

from fastapi import Response
from sqlmodel import Session

from api.web.http.cookies import SESSION, STEP
from api.web.officer.entrance.known_browser import mark_browser
from api.web.officer.entrance.proof import forget_tries
from api.web.visit.visit import Visit
from crypto.keys import Seed
from triage.desk.alerts.account import SUSPICIOUS, count_tries_before
from triage.desk.queue.handover import check_handover, hand_over_desk
from triage.ground.errors import SessionEnded
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.sessions import end_session, resume_session
from triage.offices.accounts.tables import Officer
from triage.offices.factors.entering import begin_entering, begin_session
from triage.offices.factors.rows import list_factors
from triage.offices.factors.steps import Relief


def home_of(officer: Officer) -> str:
    """Return the path of the officer's own first page."""
    return "/officer/cashier" if officer.role == OfficerRole.CASHIER else "/officer/queue"


def find_way_in(session: Session, officer: Officer) -> str:
    """Return the path of the page after signing in: the first page, or the account where others tried to get in."""
    was_tried = count_tries_before(session, officer.id) >= SUSPICIOUS
    return "/officer/account" if was_tried else home_of(officer)


def let_in(visit: Visit, officer: Officer, seed: Seed, *, relief: Relief | None = None) -> Response:
    """Lead to the second factor, or straight in where none is asked for; with ``relief``, to a desk that is taken over.

    Raises MoveRefused where the desk cannot be taken over.
    """
    context = visit.context
    with context.database.writing() as session:
        if relief is not None:
            check_handover(session, relief.leaving_id, officer, relief.seen_waiting, at=visit.now())
        if context.settings.needs_second_factor or list_factors(session, officer.id):
            cookie, path = STEP, "/officer/second-step"
            token = begin_entering(session, officer, seed, adds_factor=False, at=visit.now(), relief=relief)
        else:
            if relief is not None:
                replace_session(visit, session, officer, relief)
            token = begin_session(session, officer, seed, at=visit.now())
            cookie, path = SESSION, find_way_in(session, officer)
            forget_tries(visit, officer.username)
        session.commit()
    response = visit.go(path)
    cookie.set(response, token, context.settings)
    if cookie is SESSION:
        mark_browser(visit, response, officer.username)
    return response


def replace_session(visit: Visit, session: Session, officer: Officer, relief: Relief | None) -> None:
    """End the browser's session: the officer's own or, at a shared desk, that of the officer who is relieved.

    Raises MoveRefused where the desk cannot be taken over: do not commit.
    """
    before = SESSION.read(visit.request, visit.context.settings)
    if before is None:
        return
    if relief is not None:
        with suppress(SessionEnded):
            if resume_session(session, before, at=visit.now()).id == relief.leaving_id:
                hand_over_desk(session, relief.leaving_id, officer, relief.seen_waiting, at=visit.now())
    end_session(session, before)
