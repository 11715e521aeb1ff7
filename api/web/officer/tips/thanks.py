"""Thanks on a tip's page: an officer proposes, the chief approves. Each button is one POST."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from api.web.http.forms import Form, PostedForm
from api.web.http.numbers import find_number
from api.web.officer.tips.actions import take_step
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit
from triage.desk.casework.desk import Desk
from triage.desk.thanks.propose import approve_thanks, propose_thanks, refuse_thanks

router = APIRouter(prefix="/officer/tips")


_LARGEST_AMOUNT = 10**12 - 1


def _amount(form: Form) -> int:
    typed = form["amount"].replace(".", "").replace(" ", "") or "0"
    number = find_number(typed, most=_LARGEST_AMOUNT)
    # What is no number is never an amount that can be.
    return -1 if number is None else number


STEPS: dict[str, Callable[[Desk, Form], None]] = {
    "propose": lambda desk, form: propose_thanks(desk, _amount(form)),
    "approve": lambda desk, _form: approve_thanks(desk),
    "refuse": lambda desk, _form: refuse_thanks(desk),
}


@router.post("/{tip_id}/thanks/{step}")
def thank(visit: CurrentVisit, tip_id: str, step: str, form: PostedForm, officer: CurrentOfficer) -> Response:
    """Propose, approve or refuse, and show the tip again. Where it is refused, say why."""
    if step not in STEPS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return take_step(visit, tip_id, form, officer, lambda desk: STEPS[step](desk, form), action=f"thanks/{step}")
