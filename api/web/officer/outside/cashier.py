"""``/officer/cashier``: a civilian pays rewards out, and sees code, number and amount only."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.http.forms import Form, PostedForm
from api.web.officer.posts.people import NameRefused, read_name
from api.web.visit.dependencies import CurrentCashier, CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from triage.desk.thanks.cashiers import invite_cashier, is_chief
from triage.desk.thanks.claims import Claim
from triage.desk.thanks.collect import find_amount, pay
from triage.ground.errors import MoveRefused, RewardUnknown, TipUnavailable
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.sessions import SignedIn
from triage.offices.holders.invitations import Invitee

router = APIRouter(prefix="/officer/cashier")


@router.get("")
def ask_claim(visit: CurrentVisit, cashier: CurrentCashier) -> HTMLResponse:
    """Ask for code and number."""
    return _render(visit, cashier, Form())


@router.post("/look")
def look(visit: CurrentVisit, cashier: CurrentCashier, form: PostedForm, session: ReadSession) -> HTMLResponse:
    """Show what is to be paid."""
    try:
        amount = find_amount(session, _claim(form), pepper=visit.context.keys.pepper, at=visit.now())
    except RewardUnknown:
        return _render(visit, cashier, form, notice="unknown")
    return _render(visit, cashier, form, amount=amount)


@router.post("/pay")
def pay_out(visit: CurrentVisit, cashier: CurrentCashier, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Note that it was paid."""
    try:
        amount = pay(session, cashier, _claim(form), pepper=visit.context.keys.pepper, at=visit.now())
    except RewardUnknown:
        return _render(visit, cashier, form, notice="unknown")
    return _render(visit, cashier, Form(), notice="paid", amount=amount)


@router.get("/invite")
def ask_name(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Ask a chief for a cashier's name."""
    if not is_chief(session, officer.id):
        raise TipUnavailable
    return visit.show_officer("cashier_invite.html", {"officer": officer.officer, "link": "", "notice": ""})


@router.post("/invite")
def invite(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Make a link for a cashier, and show it once."""
    link, notice = "", ""
    try:
        invitee = Invitee(read_name(form["username"]), read_name(form["display_name"]), OfficerRole.CASHIER)
        token = invite_cashier(session, officer, invitee, at=visit.now())
        link = f"{visit.context.settings.public_url}/officer/invitations/{token.reveal()}"
    except NameRefused:
        notice = "name"
    except MoveRefused as error:
        raise TipUnavailable from error
    values: dict[str, object] = {"officer": officer.officer, "link": link, "notice": notice}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice else HTTPStatus.OK
    return visit.show_officer("cashier_invite.html", values, status=status)


def _claim(form: Form) -> Claim:
    return Claim.parse(form["code"], form["number"])


def _render(
    visit: Visit, cashier: SignedIn, form: Form, *, notice: str = "", amount: int | None = None
) -> HTMLResponse:
    values: dict[str, object] = {"officer": cashier.officer, "form": form, "notice": notice, "amount": amount}
    status = HTTPStatus.NOT_FOUND if notice == "unknown" else HTTPStatus.OK
    return visit.show_officer("cashier.html", values, status=status)
