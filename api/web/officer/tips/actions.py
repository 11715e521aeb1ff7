"""What an officer does on a tip's page: each button is one POST, and one function of triage."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Response
from pydantic import ValidationError
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.ground.disk import DiskNearlyFull, has_room_for_drafts
from api.web.http.forms import Form, PostedForm
from api.web.http.numbers import find_number
from api.web.officer.tips.tip import render_tip
from api.web.officer.tips.typed_steps import CASE_STEPS, TYPED_STEPS
from api.web.pages.form_errors import field_errors
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, WriteSession
from api.web.visit.visit import Visit
from intake.areas.tree import AreaTree
from triage.channels.sms.blocking import block_sender
from triage.desk.casework import conflict, links, work
from triage.desk.casework.desk import Desk
from triage.desk.casework.drafts import Typed, end_draft, save_draft
from triage.desk.casework.hand_over import hand_over, release
from triage.desk.casework.kinds import correct_category
from triage.ground.errors import AnswerTooLong, MoveRefused, PostKeyRejected, ThreadEnded, TipChanged, WorkerKeyMissing
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/tips")

_NOTICES: dict[type[Exception], str] = {
    TipChanged: "changed",
    MoveRefused: "refused",
    ThreadEnded: "ended",
    AnswerTooLong: "too_long",
    WorkerKeyMissing: "no_worker",
    PostKeyRejected: "key_rejected",
}
_TOLD: tuple[type[Exception], ...] = (*_NOTICES, ValidationError)
_LONGEST_DRAFT = 20_000
_GIVE_AWAY = ("hand_over", "release", "transfer")

Step = Callable[[Desk, Form, AreaTree], None]


def _block(desk: Desk, form: Form) -> None:
    is_blocked = form["block"] == "yes"
    block_sender(desk.session, desk.officer, desk.tip_id, is_blocked=is_blocked, at=desk.at)


ACTIONS: dict[str, Step] = {
    "acknowledge": lambda desk, _form, _tree: work.acknowledge(desk),
    "verify": lambda desk, _form, _tree: work.verify(desk),
    "reopen": lambda desk, _form, _tree: work.reopen(desk),
    "block": lambda desk, form, _tree: _block(desk, form),
    "bar": lambda desk, form, _tree: conflict.bar(desk, form["officer"]),
    "unbar": lambda desk, form, _tree: conflict.unbar(desk, form["officer"]),
    "link": lambda desk, form, _tree: links.link(desk, form["other"]),
    "unlink": lambda desk, form, _tree: links.unlink(desk, form["other"]),
    "hand_over": lambda desk, form, tree: hand_over(desk, form["area"], tree=tree),
    "release": lambda desk, _form, tree: release(desk, tree=tree),
    **CASE_STEPS,
}


@router.post("/{tip_id}/draft")
def keep_draft(
    visit: CurrentVisit, tip_id: str, form: PostedForm, officer: CurrentOfficer, session: WriteSession
) -> Response:
    """Keep what the officer has typed for a step so far; the page's script sends it while the officer types."""
    if form["step"] not in TYPED_STEPS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    if not has_room_for_drafts(visit.context.settings):
        raise DiskNearlyFull
    typed = Typed(form["step"], find_number(form["version"]) or 0, form["text"][:_LONGEST_DRAFT])
    save_draft(session, officer, tip_id, typed, at=visit.now())
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/{tip_id}/category")
def correct_kind(visit: CurrentVisit, tip_id: str, form: PostedForm, officer: CurrentOfficer) -> Response:
    """Give the tip another kind."""
    offered = visit.locality.category_codes

    def correct(desk: Desk) -> None:
        correct_category(desk, form["category"], offered=offered)

    return take_step(visit, tip_id, form, officer, correct, action="category")


@router.post("/{tip_id}/{action}")
def act(visit: CurrentVisit, tip_id: str, action: str, form: PostedForm, officer: CurrentOfficer) -> Response:
    """Take one of the steps."""
    if action not in ACTIONS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    tree = visit.locality.tree
    return take_step(visit, tip_id, form, officer, lambda desk: ACTIONS[action](desk, form, tree), action=action)


def take_step(
    visit: Visit,
    tip_id: str,
    form: Form,
    officer: SignedIn,
    do: Callable[[Desk], None],
    *,
    action: str,
) -> Response:
    """Do it at the officer's desk, and show the tip again. Where it is refused, say why and keep what was typed."""
    with visit.context.database.writing() as session:
        try:
            do(_make_desk(visit, session, officer, tip_id, form["version"]))
        except _TOLD as error:
            session.rollback()
            typed = {**form, "action": action}
            response: Response = render_tip(visit, tip_id, officer, session, notice=_notice(error), typed=typed)
        else:
            if action in TYPED_STEPS:
                end_draft(session, officer, tip_id, action, at=visit.now())
            # What was handed over or released may be out of this officer's sight.
            is_gone = action in _GIVE_AWAY
            response = visit.go("/officer/queue" if is_gone else f"/officer/tips/{tip_id}")
        session.commit()
        return response


_NEVER = -1
"""No version of a tip: what was typed is no number."""


def _make_desk(visit: Visit, session: Session, officer: SignedIn, tip_id: str, version: str) -> Desk:
    return Desk(
        session=session,
        officer=officer,
        tip_id=tip_id,
        version=_NEVER if (number := find_number(version)) is None else number,
        installation=visit.context.installation,
        at=visit.now(),
    )


def _notice(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return next(iter(field_errors(error).values()))
    return _NOTICES[type(error)]
