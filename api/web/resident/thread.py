"""``/tra-cuu``: the resident comes back with the receipt. The receipt travels in bodies only.

A receipt that is mistyped or unknown raises, and :mod:`api.http.outcomes` asks for it again.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.web.http.forms import PostedForm
from api.web.pages.form_errors import field_errors
from api.web.pages.qr import draw_picture
from api.web.resident.files import RefusedFile, Sent, SentForm
from api.web.visit.dependencies import CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from crypto.receipts import Receipt
from intake.attachments.limits import MOST_FILES, MOST_MEGABYTES, MOST_MINUTES
from intake.web.form import LONGEST_WHAT, MessageForm
from triage.channels.threads.open import open_thread, read_messages
from triage.channels.threads.promise import make_promise
from triage.channels.threads.readings import find_unread, list_read_hours, note_reading
from triage.channels.threads.spoken import is_spoken, replace_spoken
from triage.channels.threads.write import add_files_to_thread, add_to_thread, delete_contact, end_thread, withdraw
from triage.custody.disclosure.view import find_disclosed
from triage.desk.thanks.collect import find_approved
from triage.ground.errors import FilesFull, ThreadEnded, ThreadUnknown
from triage.ground.vocabulary import Priority
from triage.tips.attachments.list import list_attachments
from triage.tips.record.receipts import get_receipt
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Message

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
        fresh = Receipt.mint().reveal()
        values: dict[str, object] = {"receipt": receipt.reveal(), "fresh": fresh, "picture": draw_picture(fresh)}
        return visit.show_resident("replace.html", values)
    # Looked for before the page is made, so that nothing counts as read that came meanwhile.
    unread = find_unread(session, get_receipt(session, receipt).tip_id)
    page = render_thread(visit, session, receipt)
    if unread is not None:
        _note_reading(visit, unread)
    return page


@router.post("/rut-tin")
def take_back(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """Ask the officers to stop; the receipt opens nothing from now on."""
    withdraw(session, receipt, installation=visit.context.installation, at=visit.now())
    return visit.show_resident("outcome.html", {"outcome": "withdrawn"})


@router.post("/doi-ma")
def replace(visit: CurrentVisit, receipt: PostedReceipt, form: PostedForm, session: WriteSession) -> HTMLResponse:
    """Let the new receipt take the place of the one that others have heard, and show the thread."""
    fresh = Receipt.parse(form["fresh"])
    replace_spoken(session, receipt, fresh, installation=visit.context.installation, at=visit.now())
    return render_thread(visit, session, fresh)


@router.post("/them")
def add(visit: CurrentVisit, sent: SentForm) -> HTMLResponse:
    """Add what the resident typed and chose. Files may come without a word."""
    receipt, form = read_receipt(sent.form), sent.form
    with visit.context.database.writing() as session:
        read_own_receipt(receipt, session)
        try:
            _add(visit, session, receipt, sent)
        except ValidationError as error:
            session.rollback()
            return render_thread(visit, session, receipt, typed=form["text"], notice=field_errors(error)["text"])
        except (ThreadEnded, FilesFull) as error:
            session.rollback()
            notice = "ended" if isinstance(error, ThreadEnded) else "full"
            return render_thread(visit, session, receipt, typed=form["text"], notice=notice)
        page = render_thread(visit, session, receipt, notice="added", refused=sent.refused)
        session.commit()
    return page


def _add(visit: Visit, session: Session, receipt: Receipt, sent: Sent) -> None:
    installation, at = visit.context.installation, visit.now()
    if sent.form["text"].strip() or not (sent.files or sent.refused):
        text = MessageForm.model_validate(sent.form).text
        add_to_thread(session, receipt, text, installation=installation, at=at)
    add_files_to_thread(session, receipt, sent.files, installation=installation, at=at)


@router.post("/xoa-lien-he")
def remove_contact(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """Delete the sealed contact."""
    delete_contact(session, receipt, installation=visit.context.installation, at=visit.now())
    return render_thread(visit, session, receipt, notice="contact_deleted")


@router.post("/ket-thuc")
def end(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """End the thread: the receipt opens nothing from now on."""
    end_thread(session, receipt, installation=visit.context.installation, at=visit.now())
    return visit.show_resident("outcome.html", {"outcome": "thread_ended"})


_WRONG = frozenset({"missing", "too_long", "unreadable", "ended", "full"})


def render_thread(
    visit: Visit,
    session: Session,
    receipt: Receipt,
    *,
    typed: str = "",
    notice: str = "",
    refused: Sequence[RefusedFile] = (),
) -> HTMLResponse:
    """Return the thread's page; ``notice`` names a sentence, ``typed`` is what a refused form held."""
    opened = open_thread(session, receipt, keys=visit.context.installation.keys)
    tip, messages = opened.tip, read_messages(session, opened.tip, seed=opened.seed, notes=False)
    values: dict[str, object] = {
        "tip": tip,
        "address": visit.locality.tree.address_or_blank(tip.area_id),
        "messages": messages,
        "read_hours": list_read_hours(session, tip, messages),
        "promise": make_promise(tip.accepted_at, Priority(tip.priority), visit.context.settings.climb_times),
        "now": visit.now(),
        "receipt": receipt.reveal(),
        "typed": typed,
        "notice": notice,
        "is_inspectorate": opened.tip.register_name == INSPECTORATE_REGISTER,
        "longest": LONGEST_WHAT,
        "files": list_attachments(session, tip, seed=opened.seed),
        "refused": refused,
        "thanks": find_approved(session, tip, seed=opened.seed, at=visit.now()),
        "most_files": MOST_FILES,
        "most_megabytes": MOST_MEGABYTES,
        "most_minutes": MOST_MINUTES,
        "disclosed_at": find_disclosed(session, opened.tip.id)
        if visit.context.settings.disclosure_tells_resident
        else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice in _WRONG else HTTPStatus.OK
    return visit.show_resident("thread.html", values, status=status)


def _note_reading(visit: Visit, unread: Message) -> None:
    with visit.context.database.writing() as session:
        note_reading(session, unread)
        session.commit()
