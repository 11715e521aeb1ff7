"""``/officer/account``: an officer's own account: second factors, passphrase, sessions."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.cookies import SESSION, STEP
from api.web.http.forms import Form, PostedForm
from api.web.officer.entrance.known_browser import mark_browser
from api.web.officer.entrance.proof import forget_tries, make_lock, prove_passphrase
from api.web.visit.dependencies import AnyAccount, CurrentVisit, ReadSession
from api.web.visit.derivations import derives
from api.web.visit.tries import TriesTooFast
from api.web.visit.visit import Visit
from crypto.keys import Seed
from crypto.tokens import Token
from triage.desk.alerts.account import SUSPICIOUS, count_tries_before, list_own
from triage.ground.errors import PassphraseWeak, SecondFactorRefused, SessionEnded, SignInRefused
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.passphrases import change_passphrase
from triage.offices.accounts.sessions import SignedIn, end_every_way, end_one, list_sessions
from triage.offices.accounts.strength import SHORTEST, suggest_passphrase
from triage.offices.accounts.tables import Officer
from triage.offices.factors.entering import begin_entering
from triage.offices.factors.recovery_codes import count_recovery_codes, make_recovery_codes
from triage.offices.factors.rows import Holder, list_factors, remove_factor

router = APIRouter(prefix="/officer/account")

_STATUSES = {"changed": HTTPStatus.OK, "too_fast": HTTPStatus.TOO_MANY_REQUESTS, "refused": HTTPStatus.FORBIDDEN}


@router.get("")
def show_account(visit: CurrentVisit, signed_in: AnyAccount, session: ReadSession) -> HTMLResponse:
    """Show the account."""
    return _render(visit, signed_in, session)


@router.post("/{change}")
@derives
def change_account(visit: CurrentVisit, change: str, form: PostedForm, signed_in: AnyAccount) -> Response:
    """Change what guards the account: only with the passphrase, because a screen may be left open."""
    do = _CHANGES.get(change)
    with visit.context.database.reading() as reading:
        if do is None:
            return _render(visit, signed_in, reading, notice="refused")
        try:
            officer, seed = prove_passphrase(visit, signed_in.officer.username, form["passphrase"])
        except SignInRefused:
            return _render(visit, signed_in, reading, notice="refused")
        except TriesTooFast as error:
            response = _render(visit, signed_in, reading, notice="too_fast")
            response.headers["Retry-After"] = str(error.seconds)
            return response
    forget_tries(visit, officer.username)
    with visit.context.database.writing() as session:
        answer = do(visit, session, officer, seed, form)
        session.commit()
    with visit.context.database.reading() as reading:
        shown = answer if isinstance(answer, Response) else _render(visit, signed_in, reading, notice=answer)
    if answer == "changed":
        # What ended the account's ways in ended this browser's mark too.
        mark_browser(visit, shown, officer.username)
    return shown


def _change_passphrase(visit: Visit, session: Session, officer: Officer, seed: Seed, form: Form) -> Response | str:
    if form["chosen"] != form["chosen_again"]:
        return "differ"
    try:
        change_passphrase(
            session, officer.id, seed, make_lock(visit, form["chosen"]), keep=_read_session(visit), at=visit.now()
        )
    except PassphraseWeak as error:
        session.rollback()
        return error.why
    return "changed"


def _add_factor(visit: Visit, session: Session, officer: Officer, seed: Seed, form: Form) -> Response | str:
    del form
    token = begin_entering(session, officer, seed, adds_factor=True, at=visit.now())
    response = visit.go("/officer/second-step")
    STEP.set(response, token, visit.context.settings)
    return response


def _remove_factor(visit: Visit, session: Session, officer: Officer, seed: Seed, form: Form) -> Response | str:
    del seed
    may_be_last = not visit.context.settings.needs_second_factor
    try:
        remove_factor(session, officer.id, form["factor"], may_be_last=may_be_last)
    except SecondFactorRefused:
        return "last"
    end_every_way(session, _hold(session, officer), keep=_read_session(visit))
    append(session, Entry(JournalEvent.SECOND_FACTOR_REMOVED, officer_id=officer.id), at=visit.now())
    return "changed"


def _make_codes(visit: Visit, session: Session, officer: Officer, seed: Seed, form: Form) -> Response | str:
    del form
    codes = make_recovery_codes(session, Holder(officer.id, seed))
    append(session, Entry(JournalEvent.RECOVERY_CODES_MADE, officer_id=officer.id), at=visit.now())
    return visit.show_officer("recovery_codes.html", {"codes": codes})


def _end_sessions(visit: Visit, session: Session, officer: Officer, seed: Seed, form: Form) -> Response | str:
    del seed
    if form["session"] == "others":
        end_every_way(session, _hold(session, officer), keep=_read_session(visit))
    else:
        end_one(session, officer.id, form["session"])
    append(session, Entry(JournalEvent.SESSIONS_ENDED, officer_id=officer.id), at=visit.now())
    return "changed"


def _read_session(visit: Visit) -> Token | None:
    return SESSION.read(visit.request, visit.context.settings)


def _hold(session: Session, officer: Officer) -> Officer:
    # The account that proved its passphrase was read in another session of the database.
    return session.get_one(Officer, officer.id)


_CHANGES: dict[str, Callable[[Visit, Session, Officer, Seed, Form], Response | str]] = {
    "passphrase": _change_passphrase,
    "add-factor": _add_factor,
    "remove-factor": _remove_factor,
    "recovery-codes": _make_codes,
    "sessions": _end_sessions,
}


def _render(visit: Visit, signed_in: SignedIn, session: Session, *, notice: str = "") -> HTMLResponse:
    token = SESSION.read(visit.request, visit.context.settings)
    if token is None:
        raise SessionEnded
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "notice": notice,
        "factors": list_factors(session, signed_in.id),
        "codes_left": count_recovery_codes(session, signed_in.id),
        "lines": list_own(session, signed_in.id),
        "tries": count_tries_before(session, signed_in.id),
        "suspicious": SUSPICIOUS,
        "sessions": list_sessions(session, signed_in.id, token, at=visit.now()),
        "suggested": suggest_passphrase(),
        "shortest": SHORTEST,
    }
    status = _STATUSES.get(notice, HTTPStatus.UNPROCESSABLE_ENTITY) if notice else HTTPStatus.OK
    return visit.show_officer("account.html", values, status=status)
