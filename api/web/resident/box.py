"""``/b/<box>``: the box of an area. A resident fills in the form, and gets a receipt."""

from dataclasses import replace
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.arrivals.flood_gate import Verdict, Way
from api.web.http.address import sender_of
from api.web.http.forms import Form
from api.web.http.metrics import TIPS
from api.web.pages.form_errors import field_errors
from api.web.pages.qr import draw_picture
from api.web.resident.files import SentForm
from api.web.resident.finder import render_finder
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from crypto.errors import ReceiptMistyped
from crypto.receipts import Receipt
from intake.areas.tree import AreaNode
from intake.attachments.limits import MOST_FILES, MOST_MEGABYTES, MOST_MINUTES
from intake.submission import Submission
from intake.web.build import build_submission
from intake.web.form import LONGEST_LINE, LONGEST_WHAT, TipForm
from triage.channels.threads.promise import make_promise
from triage.channels.web.receive import Arrival, receive
from triage.ground.errors import FilesFull, NoTrustedPost, ThreadEnded, ThreadUnknown

router = APIRouter()

_MOST_WARNINGS = 2
"""On the first page, which has to stay small; the rest is one tap away."""


@router.get("/b/{box}")
def show_box(visit: CurrentVisit, box: str) -> HTMLResponse:
    """Show the form, with a receipt of its own in it."""
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    return _render_form(visit, area, Form())


@router.post("/b/{box}")
def hand_in(visit: CurrentVisit, box: str, sent: SentForm) -> HTMLResponse:
    """Take the tip and show its receipt. Whatever is wrong, what was typed stays on the page."""
    form = sent.form
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND, kept=form["what"])
    try:
        filled = TipForm.model_validate(form)
        receipt = Receipt.parse(form["receipt"])
        verdict = _weigh(visit, receipt)
        if verdict.way is Way.WAIT:
            return _ask_to_wait(visit, area, form, verdict)
        submission = _build(visit, filled, receipt, area, is_from_flood=verdict.way is Way.BAY)
        arrival = _receive(visit, replace(submission, files=sent.files))
    except ValidationError as error:
        return _render_form(visit, area, form, errors=field_errors(error))
    except (ReceiptMistyped, ThreadUnknown, ThreadEnded, FilesFull):
        # Nobody types this field: the page is old, or the thread was ended. A fresh form has a fresh receipt.
        return _render_form(visit, area, Form({**form, "receipt": ""}), errors={"form": "stale"})
    except (DBAPIError, PoolTimeout, NoTrustedPost, OSError):
        response = _render_form(visit, area, form, errors={"form": "away"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = "30"
        return response
    values: dict[str, object] = {
        "receipt": receipt.reveal(),
        "picture": draw_picture(receipt.reveal()),
        "urgency": filled.urgency,
        "files": sent.files,
        "refused": sent.refused,
        "promise": make_promise(arrival.accepted_at, arrival.priority, visit.context.settings.climb_times),
    }
    return visit.show_resident("receipt.html", values)


def _weigh(visit: Visit, receipt: Receipt) -> Verdict:
    settings = visit.context.settings
    sender = sender_of(visit.request, proxies_in_front=settings.proxies_in_front)
    return visit.context.gate.weigh(sender, receipt)


def _ask_to_wait(visit: Visit, area: AreaNode, form: Form, verdict: Verdict) -> HTMLResponse:
    TIPS.labels(verdict.way.value).inc()
    status = HTTPStatus.TOO_MANY_REQUESTS
    response = _render_form(
        visit, area, form, errors={"form": "flood"}, status=status, wait_seconds=verdict.wait_seconds
    )
    response.headers["Retry-After"] = str(verdict.wait_seconds)
    return response


def _build(visit: Visit, filled: TipForm, receipt: Receipt, area: AreaNode, *, is_from_flood: bool) -> Submission:
    submission = build_submission(
        filled,
        receipt=receipt,
        area_id=area.id,
        categories=visit.locality.category_codes,
        custody=visit.context.custody,
        policy=visit.context.settings.identity_policy,
    )
    return replace(submission, is_from_flood=is_from_flood)


def _receive(visit: Visit, submission: Submission) -> Arrival:
    database = visit.context.database
    with database.reading() as reading, database.writing() as writing:
        arrival = receive(
            submission,
            reading=reading,
            writing=writing,
            tree=visit.locality.tree,
            installation=visit.context.installation,
            at=visit.now(),
        )
        writing.commit()
    TIPS.labels(arrival.outcome.value).inc()
    return arrival


def _render_form(
    visit: Visit,
    area: AreaNode,
    form: Form,
    *,
    errors: dict[str, str] | None = None,
    status: HTTPStatus | None = None,
    wait_seconds: int = 0,
) -> HTMLResponse:
    tree = visit.locality.tree
    commune = tree.find_commune(area.id)
    values: dict[str, object] = {
        "area": area,
        "commune": commune if commune is not None and commune.id != area.id else None,
        "text_number": visit.context.partners.find_number([node.id for node in tree.lineage(area.id)]),
        "duty_number": visit.locality.find_duty_number(area.id) or visit.context.settings.duty_number,
        "warnings": visit.locality.list_warnings(area.id)[:_MOST_WARNINGS],
        "categories": visit.locality.categories,
        "form": form,
        "receipt": form["receipt"] or Receipt.mint().reveal(),
        "errors": errors or {},
        "wait_seconds": wait_seconds,
        "longest_what": LONGEST_WHAT,
        "longest_line": LONGEST_LINE,
        "most_files": MOST_FILES,
        "most_megabytes": MOST_MEGABYTES,
        "most_minutes": MOST_MINUTES,
    }
    usual = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return visit.show_resident("box.html", values, status=status or usual)
