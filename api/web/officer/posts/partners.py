"""``/officer/partners``: the second person. What an administrator set up, the duty desk looks at and signs."""

import hashlib
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.ground.partners import PartnerUnknown, PartnerUnreadable, Standing
from api.web.http.forms import PostedForm
from api.web.visit.dependencies import AnySignedIn, CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from intake.channels.partners.partner import Partner
from triage.channels.partners.confirmation import confirm_partner
from triage.channels.sms.outgoing import count_stuck
from triage.ground.errors import TipUnavailable
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import holds_desk

router = APIRouter(prefix="/officer/partners")


@router.get("")
def show_partners(visit: CurrentVisit, officer: AnySignedIn, session: ReadSession) -> HTMLResponse:
    """Show every gateway, those that wait for a second person first."""
    return _render(visit, officer, session)


@router.post("/confirm")
def confirm(visit: CurrentVisit, form: PostedForm, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Sign what the page showed. Where the settings changed since, nothing is signed."""
    _require_desk(session, officer)
    partners = visit.context.partners
    try:
        partner = partners.get(form["partner"])
    except (PartnerUnknown, PartnerUnreadable):
        return _render(visit, officer, session, notice="changed")
    if form["seen"] != _fingerprint(partner):
        return _render(visit, officer, session, notice="changed")
    trusted = visit.context.installation.router.trusted
    signed = confirm_partner(session, officer, partner.name, partner.statement(), trusted=trusted, at=visit.now())
    # The journal's line first: a signature without it must not be.
    session.commit()
    partners.confirm(signed)
    return _render(visit, officer, session, notice="confirmed")


def _render(visit: Visit, officer: SignedIn, session: Session, *, notice: str = "") -> HTMLResponse:
    if not officer.is_administrator:
        _require_desk(session, officer)
    partners = visit.context.partners
    lines = [
        {
            "partner": partner,
            "standing": partners.find_standing(partner),
            "stuck": count_stuck(session, partner.name, at=visit.now()),
            "seen": _fingerprint(partner),
        }
        for partner in partners.list_all()
    ]
    values: dict[str, object] = {
        "officer": officer.officer,
        "lines": sorted(lines, key=lambda line: line["standing"] is Standing.CONFIRMED),
        "tree": visit.locality.tree,
        "notice": notice,
    }
    status = HTTPStatus.CONFLICT if notice == "changed" else HTTPStatus.OK
    return visit.show_officer("partners.html", values, status=status)


def _require_desk(session: Session, officer: SignedIn) -> None:
    if not holds_desk(session, officer.id):
        raise TipUnavailable


def _fingerprint(partner: Partner) -> str:
    return hashlib.sha256(partner.statement()).hexdigest()
