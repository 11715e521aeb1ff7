"""``/officer/invitations/<token>``: an officer sets a passphrase, and a key is made."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.http.forms import PostedForm
from api.web.visit.dependencies import CurrentVisit, ReadSession, WriteSession
from api.web.visit.derivations import derives
from api.web.visit.visit import Visit
from crypto.comparison import comparison_digits
from crypto.errors import KeyMalformed
from crypto.keys import PublicKey
from crypto.tokens import Token
from triage.ground.errors import InvitationInvalid, PassphraseWeak, UsernameTaken
from triage.offices.accounts.accounts import PassphraseLock
from triage.offices.accounts.strength import SHORTEST, suggest_passphrase
from triage.offices.holders.invitations import accept_invitation, find_invitation
from triage.offices.holders.tables import Invitation

router = APIRouter(prefix="/officer/invitations")


@router.get("/{token}")
def show_invitation(visit: CurrentVisit, token: str, session: ReadSession) -> HTMLResponse:
    """Ask for a passphrase."""
    return _ask(visit, find_invitation(session, _parse(token), at=visit.now()))


@router.post("/{token}")
@derives
def accept(visit: CurrentVisit, token: str, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Make the account, and show the digits that the chief will compare."""
    context, parsed = visit.context, _parse(token)
    invitation = find_invitation(session, parsed, at=visit.now())
    if form["passphrase"] != form["passphrase_again"]:
        return _ask(visit, invitation, problem="differ")
    cost = context.settings.passphrase_cost
    lock = PassphraseLock(form["passphrase"], pepper=context.keys.pepper, cost=cost)
    try:
        officer = accept_invitation(session, parsed, lock, at=visit.now())
    except PassphraseWeak as error:
        return _ask(visit, invitation, problem=error.why)
    except UsernameTaken:
        return _ask(visit, find_invitation(session, parsed, at=visit.now()), problem="taken")
    values: dict[str, object] = {
        "digits": comparison_digits(PublicKey(officer.public_key), cost=cost),
        "username": officer.username,
        "is_confirmed": invitation.settled_at is not None,
    }
    return visit.show_officer("welcome.html", values)


def _ask(visit: Visit, invitation: Invitation, *, problem: str = "") -> HTMLResponse:
    values: dict[str, object] = {
        "invitation": invitation,
        "problem": problem,
        "shortest": SHORTEST,
        "suggested": suggest_passphrase(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.show_officer("invitation.html", values, status=status)


def _parse(token: str) -> Token:
    try:
        return Token.parse(token)
    except KeyMalformed as error:
        raise InvitationInvalid from error
