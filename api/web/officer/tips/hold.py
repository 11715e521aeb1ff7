"""``/officer/tips/<id>/hold``: a chief keeps a tip from being destroyed on time."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.web.http.forms import PostedForm
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from api.web.visit.visit import Visit
from intake.channels.web.form import MessageForm
from triage.ground.errors import MoveRefused
from triage.offices.accounts.sessions import SignedIn
from triage.retention.holds import find_hold, lift_hold, set_hold
from triage.tips.opening.open import Capacity, get_permission

router = APIRouter(prefix="/officer/tips/{tip_id}/hold")


@router.get("")
def show_hold(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show whether the tip is held, until when it would be kept, and the form."""
    return _render(visit, session, officer, tip_id)


@router.post("")
def change_hold(
    visit: CurrentVisit, tip_id: str, form: PostedForm, officer: CurrentOfficer, session: WriteSession
) -> Response:
    """Hold the tip, or hold it no longer; with a reason, which becomes a note."""
    get_permission(session, officer, tip_id, at=visit.now())
    change = lift_hold if form["hold"] == "no" else set_hold
    try:
        reason = MessageForm.model_validate(form).text
        change(session, officer, tip_id, reason, installation=visit.context.installation, at=visit.now())
    except ValidationError:
        return _render(visit, session, officer, tip_id, problem="unclear")
    except MoveRefused:
        session.rollback()
        return _render(visit, session, officer, tip_id, problem="refused")
    return visit.go(f"/officer/tips/{tip_id}/hold")


def _render(visit: Visit, session: Session, officer: SignedIn, tip_id: str, *, problem: str = "") -> HTMLResponse:
    permission, periods = (
        get_permission(session, officer, tip_id, at=visit.now()),
        visit.context.settings.retention_periods,
    )
    closed_at = permission.tip.closed_at
    values: dict[str, object] = {
        "officer": officer.officer,
        "tip": permission.tip,
        "is_held": find_hold(session, tip_id) is not None,
        "is_chief": Capacity.CHIEF in permission.capacities,
        "content_until": None if closed_at is None else closed_at + periods.content,
        "identity_until": None if closed_at is None else closed_at + periods.identity,
        "problem": problem,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK
    return visit.show_officer("hold.html", values, status=status)
