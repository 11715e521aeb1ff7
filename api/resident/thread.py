"""``/tra-cuu``: the resident comes back with the receipt. The receipt travels in bodies only.

A receipt that is mistyped or unknown raises, and :mod:`api.http.outcomes` asks for it again.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.dependencies import CurrentVisit, ReadSession, WriteSession
from api.http.forms import PostedForm
from api.pages.form_errors import field_errors
from api.visit import Visit
from crypto.receipts import Receipt
from intake.web.form import LONGEST_WHAT, MessageForm
from triage.disclosure.view import find_disclosed
from triage.errors import ThreadEnded, ThreadUnknown
from triage.threads.open import open_thread, read_messages
from triage.threads.spoken import is_spoken, replace_spoken
from triage.threads.write import add_to_thread, delete_contact, end_thread

router = APIRouter(prefix="/tra-cuu")


def read_receipt(form: PostedForm) -> Receipt:
    """Return the receipt that was posted. Raises crypto.errors.ReceiptMistyped."""
    return Receipt.parse(form["receipt"])


PostedReceipt = Annotated[Receipt, Depends(read_receipt)]


def read_own_receipt(receipt: PostedReceipt, session: ReadSession) -> Receipt:
    """Return the receipt that was posted. One that others have heard opens nothing: raises ThreadUnknown."""
    if is_spoken(session, receipt):
        raise ThreadUnknown
    return receipt


OwnReceipt = Annotated[Receipt, Depends(read_own_receipt)]


@router.get("")
def ask_receipt(visit: CurrentVisit) -> HTMLResponse:
    """Ask for the receipt."""
    return visit.show_resident("return.html", {"problem": None})


@router.post("")
def show_thread(visit: CurrentVisit, receipt: PostedReceipt, session: ReadSession) -> HTMLResponse:
    """Show the thread; for a receipt that others have heard, first one that nobody else knows."""
    if is_spoken(session, receipt):
        values: dict[str, object] = {"receipt": receipt.reveal(), "fresh": Receipt.mint().reveal()}
        return visit.show_resident("replace.html", values)
    return _render(visit, session, receipt)


@router.post("/doi-ma")
def replace(visit: CurrentVisit, receipt: PostedReceipt, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Let the new receipt take the place of the one that others have heard, and show the thread."""
    fresh = Receipt.parse(form["fresh"])
    replace_spoken(session, receipt, fresh, installation=visit.context.installation, at=visit.now())
    return _render(visit, session, fresh)


@router.post("/them")
def add(visit: CurrentVisit, receipt: OwnReceipt, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Add what the resident typed."""
    try:
        text = MessageForm.model_validate(form).text
        add_to_thread(session, receipt, text, installation=visit.context.installation, at=visit.now())
    except ValidationError as error:
        return _render(visit, session, receipt, typed=form["text"], notice=field_errors(error)["text"])
    except ThreadEnded:
        return _render(visit, session, receipt, typed=form["text"], notice="ended")
    return _render(visit, session, receipt, notice="added")


@router.post("/xoa-lien-he")
def remove_contact(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """Delete the sealed contact."""
    delete_contact(session, receipt, installation=visit.context.installation, at=visit.now())
    return _render(visit, session, receipt, notice="contact_deleted")


@router.post("/ket-thuc")
def end(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """End the thread: the receipt opens nothing from now on."""
    end_thread(session, receipt, installation=visit.context.installation, at=visit.now())
    return visit.show_resident("outcome.html", {"outcome": "thread_ended"})


_WRONG = frozenset({"missing", "too_long", "unreadable", "ended"})


def _render(visit: Visit, session: Session, receipt: Receipt, *, typed: str = "", notice: str = "") -> HTMLResponse:
    opened = open_thread(session, receipt, keys=visit.context.installation.keys)
    values: dict[str, object] = {
        "tip": opened.tip,
        "address": visit.locality.tree.address_or_blank(opened.tip.area_id),
        "messages": read_messages(session, opened.tip.id, seed=opened.seed, notes=False),
        "receipt": receipt.reveal(),
        "typed": typed,
        "notice": notice,
        "longest": LONGEST_WHAT,
        "disclosed_at": find_disclosed(session, opened.tip.id)
        if visit.context.settings.disclosure_tells_resident
        else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice in _WRONG else HTTPStatus.OK
    return visit.show_resident("thread.html", values, status=status)
