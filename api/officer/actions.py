"""What an officer does on a tip's page: each button is one POST, and one function of triage."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.dependencies import CurrentOfficer, CurrentVisit
from api.http.forms import Form, PostedForm
from api.officer.tip import render_tip
from api.pages.form_errors import field_errors
from api.visit import Visit
from intake.web.form import MessageForm
from triage.casework import work
from triage.casework.work import Desk
from triage.errors import MoveRefused, ThreadEnded, TipChanged
from triage.officers.sessions import SignedIn
from triage.vocabulary import Disposition

router = APIRouter(prefix="/officer/tips")


def _text(form: Form) -> str:
    return MessageForm.model_validate(form).text


def _close(desk: Desk, form: Form) -> None:
    try:
        disposition = Disposition(form["disposition"])
    except ValueError as error:
        raise MoveRefused from error
    work.close(desk, disposition, _text(form))


ACTIONS: dict[str, Callable[[Desk, Form], None]] = {
    "acknowledge": lambda desk, _form: work.acknowledge(desk),
    "verify": lambda desk, _form: work.verify(desk),
    "reopen": lambda desk, _form: work.reopen(desk),
    "forward": lambda desk, form: work.forward(desk, _text(form)),
    "answer": lambda desk, form: work.answer(desk, _text(form)),
    "note": lambda desk, form: work.note(desk, _text(form)),
    "close": _close,
}


@router.post("/{tip_id}/{action}")
def act(visit: CurrentVisit, tip_id: str, action: str, form: PostedForm, officer: CurrentOfficer) -> Response:
    """Do it, and show the tip again. Where it is refused, say why and keep what was typed."""
    if action not in ACTIONS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    with visit.context.database.writing() as session:
        try:
            ACTIONS[action](_make_desk(visit, session, officer, tip_id, form["version"]), form)
        except (TipChanged, MoveRefused, ThreadEnded, ValidationError) as error:
            session.rollback()
            typed = {**form, "action": action}
            response: Response = render_tip(visit, tip_id, officer, session, notice=_notice(error), typed=typed)
        else:
            response = visit.go(f"/officer/tips/{tip_id}")
        session.commit()
        return response


def _make_desk(visit: Visit, session: Session, officer: SignedIn, tip_id: str, version: str) -> Desk:
    return Desk(
        session=session,
        officer=officer,
        tip_id=tip_id,
        # What is no number is never the present version.
        version=int(version) if version.isdecimal() and version.isascii() else -1,
        installation=visit.context.installation,
        at=visit.now(),
    )


def _notice(error: TipChanged | MoveRefused | ThreadEnded | ValidationError) -> str:
    if isinstance(error, ValidationError):
        return next(iter(field_errors(error).values()))
    return {TipChanged: "changed", MoveRefused: "refused", ThreadEnded: "ended"}[type(error)]
