"""``/officer/letters``: paper boxes: rounds, letters to be typed in, and a chief's table of who empties which."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.web.http.forms import Form, PostedForm
from api.web.http.metrics import TIPS
from api.web.http.numbers import find_number
from api.web.http.uploads import Uploaded
from api.web.pages.form_errors import field_errors
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.channels.letters.build import LetterBuilder
from intake.channels.letters.form import LetterForm
from intake.channels.letters.photo import LARGEST_BYTES
from intake.channels.letters.submission import SealedLetter
from intake.channels.web.form import LONGEST_LINE, LONGEST_WHAT
from intake.ground.errors import PhotoRefused
from intake.ground.local_time import to_local
from intake.submission import TipId
from triage.channels.letters.collectors import USUAL_DAYS, Assignment, assign_box, list_boxes_of_chief
from triage.channels.letters.enter import enter_letter
from triage.channels.letters.rounds import get_round, list_rounds, open_box
from triage.channels.letters.tables import CollectionRow
from triage.ground.errors import MoveRefused
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/letters")


@router.get("")
def show_letters(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the boxes that the officer empties, and to a chief who empties which."""
    return _render_boxes(visit, officer, session)


@router.post("/rounds")
def begin_round(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Note that a box was opened, and go on with its first letter."""
    try:
        round_id = open_box(
            session, officer, form["area"], _number(form["letters"]), tree=visit.locality.tree, at=visit.now()
        )
    except MoveRefused:
        session.rollback()
        return _render_boxes(visit, officer, session, notice="count")
    return visit.go(f"/officer/letters/{round_id}" if _number(form["letters"]) else "/officer/letters")


@router.post("/boxes")
def assign(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Say who empties a box, and how often."""
    given = Assignment(form["area"], form["collector"] or None, _number(form["days"]))
    try:
        assign_box(session, officer, given, tree=visit.locality.tree, at=visit.now())
    except MoveRefused:
        session.rollback()
        return _render_boxes(visit, officer, session, notice="assign")
    return visit.go("/officer/letters")


@router.get("/{round_id}")
def show_form(
    visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession, round_id: str, done: str = ""
) -> HTMLResponse:
    """Show the form for the next letter."""
    row = get_round(session, officer, round_id, tree=visit.locality.tree)
    return _render_form(visit, officer, row, Form(), notice="done" if done == "1" else "")


@router.post("/{round_id}")
def hand_in(visit: CurrentVisit, officer: CurrentOfficer, uploaded: Uploaded, round_id: str) -> Response:
    """Take a letter. Whatever is wrong, what was typed stays on the page."""
    form = uploaded.form
    with visit.context.database.writing() as session:
        row = get_round(session, officer, round_id, tree=visit.locality.tree)
        try:
            letter = _build(visit, form, uploaded.content, row)
        except ValidationError as error:
            return _render_form(visit, officer, row, form, errors=field_errors(error))
        except PhotoRefused as error:
            named = Form({**form, "photo": uploaded.name})
            return _render_form(visit, officer, row, named, errors={"photo": error.why})
        _enter(visit, letter, row, session)
        session.commit()
    return visit.go(f"/officer/letters/{round_id}?done=1")


def _build(visit: Visit, form: Form, photo: bytes, row: CollectionRow) -> SealedLetter:
    filled, context = LetterForm.model_validate(form), visit.context
    builder = LetterBuilder(context.texts.names, context.texts.words, context.custody, context.settings.identity_policy)
    return builder.build(
        filled,
        photo,
        # Minted with the form, so that the same form twice is one letter. It is never given out.
        tip_id=TipId(Receipt.parse(form["receipt"]).tip_id_bytes.hex()),
        area_id=AreaId(row.area_id),
        categories=visit.locality.category_codes,
    )


def _enter(visit: Visit, letter: SealedLetter, row: CollectionRow, session: Session) -> None:
    with visit.context.database.reading() as reading:
        is_new = enter_letter(
            letter,
            row,
            reading=reading,
            writing=session,
            tree=visit.locality.tree,
            installation=visit.context.installation,
            at=visit.now(),
        )
    TIPS.labels("new" if is_new else "repeated").inc()


def _render_boxes(visit: Visit, officer: SignedIn, session: Session, *, notice: str = "") -> HTMLResponse:
    tree = visit.locality.tree
    values: dict[str, object] = {
        "officer": officer.officer,
        "rounds": list_rounds(session, officer.id, tree, at=visit.now()),
        "lines": list_boxes_of_chief(session, officer.id, tree),
        "tree": tree,
        "usual_days": USUAL_DAYS,
        "notice": notice,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice else HTTPStatus.OK
    return visit.show_officer("letters.html", values, status=status)


def _render_form(
    visit: Visit,
    officer: SignedIn,
    row: CollectionRow,
    form: Form,
    *,
    errors: dict[str, str] | None = None,
    notice: str = "",
) -> HTMLResponse:
    values: dict[str, object] = {
        "officer": officer.officer,
        "round": row,
        "form": form,
        "receipt": form["receipt"] or Receipt.mint().reveal(),
        "found_on": form["found_on"] or f"{to_local(row.opened_at):%Y-%m-%d}",
        "errors": errors or {},
        "notice": notice,
        "categories": visit.locality.categories,
        "address": visit.locality.tree.address_or_blank(row.area_id),
        "longest_what": LONGEST_WHAT,
        "longest_line": LONGEST_LINE,
        "largest_mb": LARGEST_BYTES >> 20,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return visit.show_officer("letter_form.html", values, status=status)


_MOST_LETTERS = 99_999


def _number(typed: str) -> int:
    number = find_number(typed, most=_MOST_LETTERS)
    return -1 if number is None else number
