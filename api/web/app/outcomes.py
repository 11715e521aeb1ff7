"""One map from everything that can go wrong to what people and machines are told.

People get a plain page: what happened, what is safe, what to do next. Machines (webhooks, health) get problem+json
(RFC 9457). No one gets a traceback, and the log gets the error's type and place, never its text: a message may repeat
what a resident wrote.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from anyio import to_thread
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.arrivals.web import MustWait
from api.custodians.signing import CustodianUnknown
from api.ground.disk import DiskNearlyFull
from api.ground.logs import LogEvent, log_error
from api.web.http.cookies import SESSION, STEP
from api.web.http.forms import FormUnreadable
from api.web.http.limits import BodyTooLarge
from api.web.http.origin import ForeignOrigin
from api.web.pages.choice import language_of, path_in
from api.web.resident.handles import lead_to
from api.web.resident.thread import ask_again, describe_problem
from api.web.visit.context import context_of
from api.web.visit.derivations import RETRY_AFTER_SECONDS, DerivationsBusy
from api.web.visit.refusals import AdministratorsOnly, OfficersOnly
from api.web.visit.visit import Visit
from crypto.errors import ReceiptMistyped
from intake.attachments.limits import MOST_MEGABYTES
from triage.channels.threads.handles import HandleKind
from triage.ground.errors import (
    InvitationInvalid,
    KeyDestroyed,
    NoTrustedPost,
    RowForged,
    SessionEnded,
    ThreadBusy,
    ThreadUnknown,
    TipDamaged,
    TipUnavailable,
    WorkerKeyMissing,
)
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import end_session, resume_session
from triage.offices.factors.steps import forget_step


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is told: a status, and the name of a text in ``outcome.html``."""

    status: HTTPStatus
    text: str
    retry_after_seconds: int | None = None


_AWAY = Outcome(HTTPStatus.SERVICE_UNAVAILABLE, "away", retry_after_seconds=30)
_UNKNOWN = Outcome(HTTPStatus.NOT_FOUND, "unknown")
_BROKEN = Outcome(HTTPStatus.INTERNAL_SERVER_ERROR, "broken")

OUTCOMES: Mapping[type[Exception], Outcome] = {
    BodyTooLarge: Outcome(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large"),
    # The line broke: there is no reader for an answer.
    ClientDisconnect: Outcome(HTTPStatus.BAD_REQUEST, "unreadable"),
    FormUnreadable: Outcome(HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable"),
    ForeignOrigin: Outcome(HTTPStatus.FORBIDDEN, "foreign"),
    # PostgreSQL refuses a NUL where an id is asked for; no page of ours sends one.
    DataError: Outcome(HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable"),
    OperationalError: _AWAY,
    PoolTimeout: _AWAY,
    DBAPIError: _AWAY,
    NoTrustedPost: _AWAY,
    WorkerKeyMissing: _AWAY,
    ThreadBusy: _AWAY,
    OSError: _AWAY,
    DiskNearlyFull: _AWAY,
    DerivationsBusy: Outcome(HTTPStatus.SERVICE_UNAVAILABLE, "sign_ins_wait", retry_after_seconds=RETRY_AFTER_SECONDS),
    TipUnavailable: _UNKNOWN,
    InvitationInvalid: Outcome(HTTPStatus.NOT_FOUND, "invitation"),
    KeyDestroyed: Outcome(HTTPStatus.GONE, "destroyed"),
    TipDamaged: Outcome(HTTPStatus.CONFLICT, "damaged"),
    OfficersOnly: _UNKNOWN,
    AdministratorsOnly: _UNKNOWN,
    CustodianUnknown: Outcome(HTTPStatus.UNAUTHORIZED, "foreign"),
}


_LED_ON = ReceiptMistyped | ThreadUnknown | MustWait

REFUSALS = (OfficersOnly, AdministratorsOnly, TipUnavailable)
"""What is not the asker's: a page, or a tip; alike for one that does not exist."""


def outcome_of(error: Exception) -> Outcome:
    """Return what is told about an error; one that was not foreseen is told as broken."""
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return Outcome(
            status, "unknown" if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED) else "broken"
        )
    return next((OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES), _BROKEN)


def respond(request: Request, error: Exception) -> Response:
    """Return the response for an error."""
    path = request.scope["path"]
    if isinstance(error, SessionEnded):
        return RedirectResponse(path_in(language_of(request.scope), "/officer"), status_code=HTTPStatus.SEE_OTHER)
    if isinstance(error, _LED_ON):
        return _lead_on(request, error)
    outcome = outcome_of(error)
    if path.startswith(("/hooks/", "/health/", "/custodian/")):
        response = _problem(outcome)
    else:
        context = context_of(request)
        pages = context.officer_pages if path.startswith("/officer") else context.resident_pages
        response = pages.render(
            request,
            "outcome.html",
            status=outcome.status,
            values={"outcome": outcome.text, "most_megabytes": MOST_MEGABYTES},
        )
    if outcome.retry_after_seconds is not None:
        response.headers["Retry-After"] = str(outcome.retry_after_seconds)
    return response


def _lead_on(request: Request, error: Exception) -> Response:
    """Return what a resident's request is answered with where the receipt does not fit, or where it has to wait.

    A POST is answered by a redirect, so that its body does not stay in the browser.
    """
    visit, content = Visit(request, context_of(request)), describe_problem(error)
    if request.method == "POST":
        with suppress(DBAPIError, PoolTimeout), visit.context.database.writing() as session:
            response = lead_to(visit, session, HandleKind.THREAD, content)
            session.commit()
            return response
    return ask_again(visit, content)


def _problem(outcome: Outcome) -> Response:
    body = {"type": "about:blank", "title": outcome.status.phrase, "status": int(outcome.status)}
    return Response(json.dumps(body), status_code=outcome.status, media_type="application/problem+json")


class TellOutcomes:
    """Turns every error of the app inside into a response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_started = False

        async def watched(message: Message) -> None:
            nonlocal is_started
            is_started = is_started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001, nothing may pass: an error's text could hold a resident's words
            log_quietly(error)
            if isinstance(error, REFUSALS) and scope["path"].startswith("/officer"):
                await to_thread.run_sync(_journal_refusal, Request(scope))
            if isinstance(error, RowForged):
                await to_thread.run_sync(_journal_forged, Request(scope), error)
            if scope["type"] == "http" and not is_started:
                # Some answers are stored before they are given, so none is made in the loop.
                response = await to_thread.run_sync(_respond_or_say_so, Request(scope), error)
                await response(scope, receive, send)


def _journal_forged(request: Request, error: RowForged) -> None:
    """Write down that a row was changed by hand, and end the session or step that met it: so it is told once."""
    context = context_of(request)
    with context.database.writing() as session:
        for cookie, end in ((SESSION, end_session), (STEP, forget_step)):
            token = cookie.read(request, context.settings)
            if token is not None:
                end(session, token)
        entry = Entry(JournalEvent.ROW_FORGED, officer_id=error.officer_id, remark=error.table)
        append(session, entry, at=context.clock.now())
        session.commit()


def _journal_refusal(request: Request) -> None:
    """Write down who was refused which page (OWASP ASVS 16.3.2). Of which tip is not said: its lines are for others."""
    context, route = context_of(request), request.scope.get("route")
    token = SESSION.read(request, context.settings)
    try:
        with context.database.writing() as session:
            if token is None or route is None:
                return
            officer, at = resume_session(session, token, at=context.clock.now()), context.clock.now()
            append(session, Entry(JournalEvent.ACCESS_REFUSED, officer_id=officer.id, remark=route.path), at=at)
            session.commit()
    except SessionEnded:
        return
    except (DBAPIError, PoolTimeout) as error:
        # No client gets what was refused because it could not be written down.
        log_error(LogEvent.REQUEST_FAILED, error)


def _respond_or_say_so(request: Request, error: Exception) -> Response:
    try:
        return respond(request, error)
    except Exception as worse:  # noqa: BLE001, not even a broken page may reach the log with its text
        log_quietly(worse)
        return _problem(_BROKEN)


def log_quietly(error: Exception) -> None:
    """Log what kind of error it was, and where, without its text."""
    if isinstance(error, SessionEnded | ReceiptMistyped | ThreadUnknown | MustWait):
        return
    if outcome_of(error).status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return
    log_error(LogEvent.REQUEST_FAILED, error)
