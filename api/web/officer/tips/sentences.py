"""``/officer/sentences``: questions and closing sentences that a commune's officers have at hand."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.channels.web.form import LONGEST_LINE, MessageForm
from triage.desk.casework.sentences import (
    MOST_SENTENCES,
    SentenceKind,
    add_sentence,
    delete_sentence,
    list_kept_posts,
    list_sentences,
)
from triage.ground.errors import MoveRefused
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/sentences")


@router.get("")
def show_sentences(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show them."""
    return _render(visit, officer, session)


@router.post("")
def change(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Add one, or delete one."""
    with visit.context.database.writing() as session:
        try:
            if form["delete"]:
                delete_sentence(session, officer, form["delete"])
            else:
                _add(session, officer, form)
        except (MoveRefused, ValidationError, ValueError):
            session.rollback()
            return _render(visit, officer, session, typed=form["text"], notice="refused")
        session.commit()
    return visit.go("/officer/sentences")


def _add(session: Session, officer: SignedIn, form: Form) -> None:
    text = MessageForm.model_validate(form).text
    if len(text) > LONGEST_LINE:
        raise MoveRefused
    add_sentence(session, officer, form["post"], SentenceKind(form["kind"]), text)


def _render(visit: Visit, officer: SignedIn, session: Session, *, typed: str = "", notice: str = "") -> HTMLResponse:
    kept = list_kept_posts(session, officer.id)
    values: dict[str, object] = {
        "officer": officer.officer,
        "sentences": list_sentences(session, officer.id),
        "kept": list({post.id: post for post in kept}.values()),
        "kinds": list(SentenceKind),
        "most": MOST_SENTENCES,
        "longest": LONGEST_LINE,
        "tree": visit.locality.tree,
        "typed": typed,
        "notice": notice,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice else HTTPStatus.OK
    return visit.show_officer("sentences.html", values, status=status)
