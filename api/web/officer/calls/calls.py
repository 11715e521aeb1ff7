"""``/officer/calls``: the duty desk's telephone: calls typed while listening, calls that ring, recordings that wait."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.ground.disk import DiskNearlyFull, has_room_for_drafts
from api.web.http.forms import Form, PostedForm
from api.web.officer.calls.call_reading import read_call
from api.web.officer.calls.call_taking import CallerUnreachable, take_call
from api.web.officer.calls.speech import lay_out
from api.web.pages.form_errors import field_errors
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from crypto.errors import ReceiptMistyped
from crypto.receipts import Receipt
from intake.channels.hotline.aloud import read_out
from intake.channels.hotline.form import LONGEST_TRANSCRIPT
from intake.channels.web.form import LONGEST_LINE
from triage.channels.hotline.drafts import destroy_draft, find_draft, save_draft
from triage.channels.hotline.enter import was_entered
from triage.channels.hotline.playing import play, read_words
from triage.channels.hotline.recordings import claim, find_claimed, list_for_desk
from triage.channels.hotline.ringing import find_picked_up, list_ringing, pick_up
from triage.ground.errors import ThreadUnknown, TipUnavailable
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import holds_desk

router = APIRouter(prefix="/officer/calls")

_KEPT = (
    *("what", "where", "when", "category", "urgency", "about_police", "contact", "answer", "area"),
    *("earlier_receipt", "ringing", "recording", "receipt", "began"),
)


@router.get("")
def show_calls(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession, done: str = "") -> HTMLResponse:
    """Show what rings, what waits for an ear, and whether a draft lies there."""
    _require_desk(session, officer)
    values: dict[str, object] = {
        "officer": officer.officer,
        "ringing": list_ringing(session, officer.id, at=visit.now()),
        "recordings": list_for_desk(session),
        "has_draft": find_draft(session, officer) is not None,
        "is_done": done == "1",
    }
    return visit.show_officer("calls.html", values)


@router.get("/new")
def show_form(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the form, with the draft in it where there is one."""
    _require_desk(session, officer)
    draft = find_draft(session, officer)
    return _render(visit, officer, session, Form() if draft is None else Form.from_bytes(draft))


@router.post("/new")
def begin(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Begin with a call that rings, or with a recording that this call-taker will listen to."""
    _require_desk(session, officer)
    destroy_draft(session, officer.id)
    ringing = pick_up(session, form["ringing"], officer.id) if form["ringing"] else None
    recording = claim(session, form["recording"], officer, at=visit.now()) if form["recording"] else None
    if (form["ringing"] and ringing is None) or (form["recording"] and recording is None):
        return visit.go("/officer/calls")
    return _render(visit, officer, session, Form({"ringing": form["ringing"], "recording": form["recording"]}))


@router.post("/draft")
def keep_draft(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Keep what was typed so far, and show how it will be read."""
    _require_desk(session, officer)
    if not has_room_for_drafts(visit.context.settings):
        raise DiskNearlyFull
    # What was still on its way when the call was handed in must not come back as a draft.
    if not was_entered(session, Receipt.parse(form["receipt"])):
        save_draft(session, officer, _keep(form).to_bytes(), at=visit.now())
    return visit.show_officer("call_reading.html", read_call(visit, form))


@router.post("/discard")
def discard(visit: CurrentVisit, officer: CurrentOfficer, session: WriteSession) -> Response:
    """Destroy the draft: nothing was said that anybody has to know."""
    destroy_draft(session, officer.id)
    return visit.go("/officer/calls")


@router.post("/hand-in")
def hand_in(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Take the call. Whatever is wrong, what was typed stays on the page."""
    with visit.context.database.writing() as session:
        _require_desk(session, officer)
        if form["step"] == "words":
            form = _take_words(session, officer, form)
        if form["step"] in ("check", "words"):
            return _render(visit, officer, session, form)
        try:
            receipt = take_call(visit, officer, form, session)
        except ValidationError as error:
            return _render(visit, officer, session, form, errors=field_errors(error))
        except (ReceiptMistyped, ThreadUnknown):
            return _render(visit, officer, session, form, errors={"earlier_receipt": "mistyped"})
        except CallerUnreachable as error:
            return _render(visit, officer, session, form, errors={"answer": error.why})
        destroy_draft(session, officer.id)
        session.commit()
    if receipt is None:
        return visit.go("/officer/calls?done=1")
    values: dict[str, object] = {"officer": officer.officer, "groups": read_out(receipt)}
    return visit.show_officer("call_receipt.html", values)


@router.get("/recordings/{recording_id}")
def play_recording(visit: CurrentVisit, officer: CurrentOfficer, session: WriteSession, recording_id: str) -> Response:
    """Return the sound to the call-taker who has claimed it. Each playing is journaled."""
    _require_desk(session, officer)
    sound = play(session, recording_id, officer, at=visit.now())
    return Response(sound.content, media_type=sound.media_type)


def _keep(form: Form) -> Form:
    left_open = {name: words for name, words in form.items() if name.startswith("open-")}
    return Form({**{name: form[name] for name in _KEPT if form[name]}, **left_open})


def _take_words(session: Session, officer: SignedIn, form: Form) -> Form:
    """Return the form with the machine's words behind what was typed, for the call-taker to correct."""
    recording = find_claimed(session, form["recording"], officer.id)
    words = None if recording is None else read_words(session, recording, officer)
    return form if words is None else Form({**form, "what": f"{form['what']}\n{words.what}".strip()})


def _render(
    visit: Visit, officer: SignedIn, session: Session, form: Form, *, errors: dict[str, str] | None = None
) -> HTMLResponse:
    ringing = find_picked_up(session, form["ringing"], officer.id)
    recording = find_claimed(session, form["recording"], officer.id)
    words = None if recording is None else read_words(session, recording, officer)
    values: dict[str, object] = {
        "officer": officer.officer,
        "form": form,
        "receipt": form["receipt"] or Receipt.mint().reveal(),
        "began": form["began"] or str(int(visit.now().timestamp())),
        "errors": errors or {},
        "ringing": ringing,
        "recording": recording,
        "heard": None if words is None else lay_out(words),
        "categories": visit.locality.categories,
        "tree": visit.locality.tree,
        "longest_what": LONGEST_TRANSCRIPT,
        "longest_line": LONGEST_LINE,
        **read_call(visit, form),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return visit.show_officer("call_form.html", values, status=status)


def _require_desk(session: Session, officer: SignedIn) -> None:
    if not holds_desk(session, officer.id):
        raise TipUnavailable
