"""``/tra-cuu``: the resident comes back with the receipt. The receipt travels in bodies only.

Each POST leads to a handle's page, which can be loaded again for a quarter of an hour and holds the notice of what was
done. A receipt that is mistyped or unknown raises, and :mod:`api.web.app.outcomes` asks for it again.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlmodel import Session

from api.arrivals.messages import Said, add_message, leave_contact, refuse_spoken, weigh_message
from api.arrivals.web import MustAsk, MustWait
from api.web.http.forms import Form, PostedForm, without_padding
from api.web.http.uploads import FormReader
from api.web.pages.form_errors import field_errors
from api.web.pages.qr import draw_picture
from api.web.resident.files import FileTaker, drain
from api.web.resident.handles import lead_to, leave_page, read_content
from api.web.resident.reminder import make_reminder
from api.web.visit.dependencies import CurrentVisit, WriteSession
from api.web.visit.gate import Weighed, find_sender
from api.web.visit.visit import Visit
from crypto.errors import ReceiptMistyped
from crypto.receipts import Receipt
from intake.attachments.limits import MOST_FILES, MOST_MEGABYTES, MOST_MINUTES
from intake.channels.web.form import LONGEST_WHAT, ContactForm, MessageForm
from intake.ground.local_time import to_local
from triage.channels.threads.handles import Content, HandleKind
from triage.channels.threads.readings import find_unread, note_reading
from triage.channels.threads.spoken import is_spoken, replace_spoken
from triage.channels.threads.view import read_thread
from triage.channels.threads.write import delete_contact, end_thread, withdraw
from triage.custody.disclosure.view import Disclosed
from triage.desk.thanks.collect import find_approved
from triage.ground.errors import HandleEnded, ThreadEnded, ThreadUnknown, WordsExhausted
from triage.tips.record.receipts import get_receipt
from triage.tips.record.tables import Message, Tip

router = APIRouter(prefix="/tra-cuu")

_LONGEST_TYPED = 100
_WRONG = frozenset(
    {
        "missing",
        "too_long",
        "unreadable",
        "ended",
        "exhausted",
        "contact_missing",
        "contact_too_long",
        "contact_unreadable",
    }
)
_STATUSES = {
    "mistyped": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown": HTTPStatus.NOT_FOUND,
    "flood": HTTPStatus.TOO_MANY_REQUESTS,
}


def read_receipt(form: PostedForm) -> Receipt:
    """Return the receipt that was posted. Raises crypto.errors.ReceiptMistyped."""
    return Receipt.parse(form["receipt"])


PostedReceipt = Annotated[Receipt, Depends(read_receipt)]


def read_own_receipt(receipt: PostedReceipt, session: WriteSession) -> Receipt:
    """Return the receipt that was posted. One that others have heard opens nothing: raises ThreadUnknown."""
    refuse_spoken(session, receipt)
    return receipt


OwnReceipt = Annotated[Receipt, Depends(read_own_receipt)]


@router.get("")
def ask_receipt(visit: CurrentVisit) -> HTMLResponse:
    """Ask for the receipt."""
    return visit.show_resident("return.html", {"problem": None, "typed": ""})


@router.post("")
def find_thread(visit: CurrentVisit, _weighed: Weighed, form: PostedForm, session: WriteSession) -> Response:
    """Lead to the thread; for a receipt that others have heard, first to one that is known to no other."""
    leave_page(session, form["leaves"])
    try:
        return _find_thread(visit, session, form)
    except (ReceiptMistyped, ThreadUnknown) as error:
        return lead_to(visit, session, HandleKind.THREAD, describe_problem(error, typed=form["receipt"]))


def _find_thread(visit: Visit, session: Session, form: Form) -> Response:
    receipt = read_receipt(form)
    get_receipt(session, receipt)
    if is_spoken(session, receipt):
        content: Content = {"receipt": receipt.reveal(), "fresh": Receipt.mint().reveal()}
        return lead_to(visit, session, HandleKind.THREAD, content)
    # Opened before the answer leaves: what looks like a thread must be one.
    read_thread(session, receipt, keys=visit.context.installation.keys, times=visit.context.settings.climb_times)
    return lead_back(visit, session, receipt, form)


@router.get("/xem/{handle}")
def show_thread(visit: CurrentVisit, handle: str, tat_ca: str = "") -> Response:
    """Show what the handle leads to: a thread, a receipt to be replaced, or what was wrong with one."""
    try:
        content = read_content(visit, handle, HandleKind.THREAD)
    except HandleEnded:
        return visit.go("/tra-cuu")
    if "problem" in content:
        return ask_again(visit, content)
    if "outcome" in content:
        return visit.show_resident("outcome.html", {"outcome": content["outcome"]})
    receipt = Receipt.parse(str(content["receipt"]))
    if "fresh" in content:
        fresh = str(content["fresh"])
        values: dict[str, object] = {"receipt": receipt.reveal(), "fresh": fresh, "picture": draw_picture(fresh)}
        return visit.show_resident("replace.html", values)
    return _render_thread(visit, receipt, content, handle, shows_all=bool(tat_ca))


@router.get("/xem/{handle}/lich")
def remind(visit: CurrentVisit, handle: str) -> Response:
    """Give a calendar file for the day when an answer is due at the latest (RFC 5545). Its words say nothing of us."""
    try:
        receipt = Receipt.parse(str(read_content(visit, handle, HandleKind.THREAD).get("receipt", "")))
    except (HandleEnded, ReceiptMistyped):
        return visit.go("/tra-cuu")
    with visit.context.database.reading() as session:
        tip = session.get_one(Tip, get_receipt(session, receipt).tip_id)
    due = tip.resolve_by or tip.accepted_at + timedelta(days=visit.context.settings.resolve_days)
    return Response(
        make_reminder(to_local(due).date(), at=visit.now()),
        media_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="xem-lai.ics"'},
    )


@router.get("/{step}")
def come_back(visit: CurrentVisit, step: str) -> Response:
    """Lead a page that is loaded again by the address of a step to where a receipt is typed."""
    del step
    return visit.go("/tra-cuu")


@router.post("/rut-tin")
def take_back(visit: CurrentVisit, _weighed: Weighed, receipt: OwnReceipt, session: WriteSession) -> Response:
    """Ask the officers to stop; the receipt opens nothing from now on."""
    withdraw(session, receipt, installation=visit.context.installation, at=visit.now())
    return lead_to(visit, session, HandleKind.THREAD, {"outcome": "withdrawn"})


@router.post("/doi-ma")
def replace(
    visit: CurrentVisit, _weighed: Weighed, receipt: PostedReceipt, form: PostedForm, session: WriteSession
) -> Response:
    """Let the new receipt take the place of the one that others have heard, and lead to the thread."""
    fresh = Receipt.parse(form["fresh"])
    replace_spoken(session, receipt, fresh, installation=visit.context.installation, at=visit.now())
    return lead_back(visit, session, fresh, form)


@router.post("/them")
async def add(visit: CurrentVisit, request: Request) -> Response:
    """Add what the resident typed, then the files that follow. Files may come without a word."""
    reader = FormReader(request)
    form = without_padding(await reader.read_fields())
    receipt = read_receipt(form)
    shown = await run_sync(_add, visit, receipt, form, reader.has_more)
    if shown["notice"] != "added":
        await drain(reader)
        return await run_sync(_lead_after_adding, visit, receipt, form, shown | {"typed": form["text"]})
    received = await FileTaker(visit, reader, receipt, tells=not form["text"].strip()).take_all()
    return await run_sync(_lead_after_adding, visit, receipt, form, shown | {"refused": received.refused})


def _add(visit: Visit, receipt: Receipt, form: Form, has_files: bool) -> Content:  # noqa: FBT001, run in a thread
    """Add the words, and return what the page says: that they were added, or why not. Raises ThreadUnknown."""
    reading = visit.context.web.read(form["text"][:LONGEST_WHAT])
    try:
        weigh_message(visit.context.web, find_sender(visit), receipt, is_danger=reading.is_danger)
        if form["text"].strip() or not has_files:
            said = Said(MessageForm.model_validate(form), receipt, reading)
            add_message(visit.context.web, said, at=visit.now())
        else:
            _check_own(visit, receipt)
    except ValidationError as error:
        return {"notice": field_errors(error)["text"]}
    except MustWait as error:
        return {"notice": "flood", "wait_seconds": error.seconds}
    except MustAsk as error:
        return {"notice": "asks", "calls": list(error.calls), "had_files": has_files}
    except ThreadEnded:
        return {"notice": "ended"}
    except WordsExhausted:
        return {"notice": "exhausted"}
    return {"notice": "added", "calls": list(reading.calls)}


def _check_own(visit: Visit, receipt: Receipt) -> None:
    with visit.context.database.reading() as session:
        refuse_spoken(session, receipt)


def _lead_after_adding(visit: Visit, receipt: Receipt, form: Form, more: Content) -> Response:
    with visit.context.database.writing() as session:
        response = lead_back(visit, session, receipt, form, **more)
        session.commit()
    return response


@router.post("/lien-he")
def give_contact(visit: CurrentVisit, _weighed: Weighed, receipt: PostedReceipt, form: PostedForm) -> Response:
    """Seal a contact that the resident leaves now, or another than before."""
    try:
        leave_contact(visit.context.web, receipt, ContactForm.model_validate(form))
    except ValidationError as error:
        return _lead_after_adding(visit, receipt, form, {"notice": f"contact_{field_errors(error)['contact']}"})
    except ThreadEnded:
        return _lead_after_adding(visit, receipt, form, {"notice": "ended"})
    return _lead_after_adding(visit, receipt, form, {"notice": "contact_left"})


@router.post("/xoa-lien-he")
def remove_contact(
    visit: CurrentVisit, _weighed: Weighed, receipt: OwnReceipt, form: PostedForm, session: WriteSession
) -> Response:
    """Delete the sealed contact."""
    delete_contact(session, receipt, installation=visit.context.installation, at=visit.now())
    return lead_back(visit, session, receipt, form, notice="contact_deleted")


@router.post("/ket-thuc")
def end(visit: CurrentVisit, _weighed: Weighed, receipt: OwnReceipt, session: WriteSession) -> Response:
    """End the thread: the receipt opens nothing from now on."""
    end_thread(session, receipt, installation=visit.context.installation, at=visit.now())
    return lead_to(visit, session, HandleKind.THREAD, {"outcome": "thread_ended"})


def lead_back(visit: Visit, session: Session, receipt: Receipt, form: Form, **more: object) -> Response:
    """Return a redirect to the thread's page, the one that the form came from where that lives still."""
    content: Content = {"receipt": receipt.reveal(), **more}
    return lead_to(visit, session, HandleKind.THREAD, content, same=form["handle"])


def describe_problem(error: Exception, *, typed: str = "") -> Content:
    """Return what the page needs that asks for the receipt again."""
    if isinstance(error, MustWait):
        return {"problem": "flood", "typed": typed[:_LONGEST_TYPED], "wait_seconds": error.seconds}
    problem = "mistyped" if isinstance(error, ReceiptMistyped) else "unknown"
    return {"problem": problem, "typed": typed[:_LONGEST_TYPED]}


def ask_again(visit: Visit, content: Content) -> HTMLResponse:
    """Return the page that asks for the receipt again."""
    problem, seconds = str(content["problem"]), int(str(content.get("wait_seconds", 0)))
    values: dict[str, object] = {"problem": problem, "typed": content["typed"], "wait_seconds": seconds}
    response = visit.show_resident("return.html", values, status=_STATUSES[problem])
    if seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _render_thread(visit: Visit, receipt: Receipt, content: Content, handle: str, *, shows_all: bool) -> HTMLResponse:
    context, notice = visit.context, str(content.get("notice", ""))
    with context.database.reading() as session:
        # Looked for before the page is made, so that nothing counts as read that came meanwhile.
        unread = find_unread(session, get_receipt(session, receipt).tip_id)
        view = read_thread(
            session,
            receipt,
            keys=context.installation.keys,
            times=context.settings.climb_times,
            shows_all=shows_all,
        )
        values: dict[str, object] = {
            "view": view,
            "tip": view.tip,
            "address": visit.locality.tree.address_or_blank(view.tip.area_id),
            "thanks": find_approved(session, view.tip, seed=view.seed, at=visit.now()),
            "now": visit.now(),
            "receipt": receipt.reveal(),
            "handle": handle,
            "typed": content.get("typed", ""),
            "notice": notice,
            "wait_seconds": content.get("wait_seconds", 0),
            "refused": content.get("refused", []),
            "calls": content.get("calls", []),
            "has_files": content.get("had_files", False),
            "longest": LONGEST_WHAT,
            "keeps_contacts": context.web.policy == "seal",
            "resolve_days": context.settings.resolve_days,
            "most_files": MOST_FILES,
            "most_megabytes": MOST_MEGABYTES,
            "most_minutes": MOST_MINUTES,
            "disclosed": _find_told(view.disclosed, visit),
        }
        status = HTTPStatus.UNPROCESSABLE_ENTITY if notice in _WRONG else _STATUSES.get(notice, HTTPStatus.OK)
        page = visit.show_resident("thread.html", values, status=status)
    if unread is not None:
        _note_reading(visit, unread)
    return page


def _find_told(disclosed: Disclosed | None, visit: Visit) -> Disclosed | None:
    is_told = visit.context.settings.disclosure_tells_resident
    return disclosed if disclosed and is_told and visit.now() >= disclosed.told_from else None


def _note_reading(visit: Visit, unread: Message) -> None:
    with visit.context.database.writing() as session:
        note_reading(session, unread)
        session.commit()
