"""``/officer/accounts``: all accounts, for an administrator: who is there, closing one, ending its sessions."""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import PostedForm
from api.web.officer.entrance.proof import forget_tries, prove_passphrase
from api.web.visit.dependencies import CurrentAdministrator, CurrentVisit, ReadSession
from api.web.visit.derivations import derives
from api.web.visit.tries import TriesTooFast
from api.web.visit.visit import Visit
from triage.ground.errors import MoveRefused, OfficerUnknown, SignInRefused
from triage.offices.accounts.sessions import SignedIn
from triage.offices.holders.directory import close_other, end_sessions_of, list_accounts

router = APIRouter(prefix="/officer/accounts")

_CHANGES: dict[str, Callable[[Session, SignedIn, str, datetime], None]] = {
    "close": close_other,
    "sign-out": end_sessions_of,
}


@router.get("")
def show_accounts(visit: CurrentVisit, administrator: CurrentAdministrator, session: ReadSession) -> HTMLResponse:
    """Show all accounts."""
    return _render(visit, session, administrator)


@router.post("/{change}")
@derives
def change_other(visit: CurrentVisit, change: str, form: PostedForm, administrator: CurrentAdministrator) -> Response:
    """Close an account or end its sessions: only with the administrator's own passphrase."""
    # Proved first: what goes wrong is journaled in a session of its own.
    notice = _prove(visit, administrator, form["passphrase"])
    with visit.context.database.writing() as session:
        if not notice:
            notice = _change(visit, session, change, form["username"], administrator)
        session.commit()
        return _render(visit, session, administrator, notice=notice)


def _prove(visit: Visit, administrator: SignedIn, passphrase: str) -> str:
    try:
        prove_passphrase(visit, administrator.officer.username, passphrase)
    except (SignInRefused, TriesTooFast):
        return "not_proved"
    forget_tries(visit, administrator.officer.username)
    return ""


def _change(visit: Visit, session: Session, change: str, username: str, administrator: SignedIn) -> str:
    do = _CHANGES.get(change)
    if do is None:
        return "refused"
    try:
        do(session, administrator, username, visit.now())
    except (OfficerUnknown, MoveRefused):
        return "refused"
    return "changed"


def _render(visit: Visit, session: Session, administrator: SignedIn, *, notice: str = "") -> HTMLResponse:
    values: dict[str, object] = {
        "officer": administrator.officer,
        "accounts": list_accounts(session),
        "notice": notice,
    }
    is_refused = notice in ("refused", "not_proved")
    status = HTTPStatus.FORBIDDEN if is_refused else HTTPStatus.OK
    return visit.show_officer("accounts.html", values, status=status)
