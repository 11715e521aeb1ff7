"""``/b/<box>``: the box of an area. A resident fills in the form, and is led to its receipt (receipt.py)."""

from dataclasses import dataclass, field
from http import HTTPStatus

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.arrivals.web import HandedIn, MustAsk, MustWait, Taken
from api.web.http.forms import Form, without_padding
from api.web.http.metrics import TIPS
from api.web.http.numbers import find_number
from api.web.http.uploads import FormReader
from api.web.pages.form_errors import field_errors
from api.web.resident.asking import describe_question, render_question
from api.web.resident.files import FileTaker, drain
from api.web.resident.finder import lead_to_finder, render_finder
from api.web.resident.handles import PATHS, lead_to, read_content, read_words
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.gate import find_sender, may_keep
from api.web.visit.visit import Visit
from crypto.errors import ReceiptMistyped
from crypto.proof_of_work import DIFFICULTY_BITS
from crypto.receipts import Receipt
from intake.areas.tree import AreaNode
from intake.attachments.limits import MOST_FILES, MOST_MEGABYTES, MOST_MINUTES
from intake.channels.web.form import LONGEST_WHAT, TipForm, read_choice, read_tick
from intake.reading.read import Reading
from triage.channels.threads.handles import Content, HandleKind, replace_content
from triage.ground.errors import HandleEnded, NoTrustedPost, ThreadEnded, ThreadUnknown, WordsExhausted

router = APIRouter()

_MOST_WARNINGS = 1
"""On the first page, which has to stay small; the rest is one tap away."""
_RETRY_AFTER_SECONDS = 30
_MOST_CATEGORIES = 99


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form was not taken."""

    errors: dict[str, str]
    """By field, or under ``form``: a word for the page."""
    wait_seconds: int = 0
    challenge: str = field(default="", repr=False)
    """What a browser can solve instead of waiting."""

    @property
    def status(self) -> HTTPStatus:
        """The status of the page that says so."""
        if self.wait_seconds:
            return HTTPStatus.TOO_MANY_REQUESTS
        return HTTPStatus.UNPROCESSABLE_ENTITY


@router.get("/b/{box}")
def show_box(visit: CurrentVisit, box: str) -> HTMLResponse:
    """Show the form, with a receipt of its own in it."""
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    return _render_form(visit, area, Form())


@router.get("/b/{box}/lai/{handle}")
def show_form_again(visit: CurrentVisit, box: str, handle: str) -> Response:
    """Show a form that was not taken, with what was typed and with what is wrong."""
    area = visit.locality.find_box(box)
    try:
        content = read_content(visit, handle, HandleKind.FORM)
    except HandleEnded:
        return visit.go(f"/b/{box}")
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    if "calls" in content:
        return render_question(visit, area, content)
    problem = Problem(read_words(content["errors"]), int(str(content["wait_seconds"])), str(content["challenge"]))
    return _render_form(visit, area, Form(read_words(content["form"])), problem)


@router.post("/b/{box}")
async def hand_in(visit: CurrentVisit, box: str, request: Request) -> Response:
    """Take the tip, then its files, and lead to its receipt. Whatever is wrong, what was typed stays on the page."""
    reader = FormReader(request)
    form = without_padding(await reader.read_fields())
    taken = await run_sync(_take, visit, box, form, reader.has_more)
    if isinstance(taken, Response):
        await drain(reader)
        return taken
    receipt = Receipt.parse(form["receipt"])
    received = await FileTaker(visit, reader, receipt, is_in_bay=taken.is_in_bay, tells=False).take_all()
    if received.taken or received.refused:
        content = taken.shown | {"files": received.taken, "refused": received.refused}
        await run_sync(_replace_content, visit, taken, content)
    return visit.go(PATHS[HandleKind.RECEIPT] + taken.handle.reveal())


def _take(visit: Visit, box: str, form: Form, has_files: bool) -> Taken | Response:  # noqa: FBT001, run in a thread
    area = visit.locality.find_box(box)
    if area is None:
        return lead_to_finder(visit, kept=form["what"])
    try:
        return _take_form(visit, area, form)
    except ValidationError as error:
        problem = Problem(field_errors(error))
    except MustAsk as error:
        return _lead_back(visit, area, form, describe_question(form, error, has_files=has_files))
    except MustWait as error:
        TIPS.labels("wait").inc()
        problem = Problem({"form": "flood"}, error.seconds, error.challenge)
    except WordsExhausted:
        problem = Problem({"form": "exhausted"})
    except (ReceiptMistyped, ThreadUnknown, ThreadEnded):
        # A form fills this field in: the page is old, or the thread was ended. A fresh form has a fresh receipt.
        form, problem = Form({**form, "receipt": ""}), Problem({"form": "stale"})
    except (DBAPIError, PoolTimeout, NoTrustedPost, OSError):
        return _render_away(visit, area, form)
    return _lead_back(visit, area, form, _describe_problem(form, problem))


def _take_form(visit: Visit, area: AreaNode, form: Form) -> Taken:
    receipt, web = Receipt.parse(form["receipt"]), visit.context.web
    filled = TipForm.model_validate({**form, "category": _find_category(visit, form["category"])})
    reading = web.read(filled.what, filled.where)
    handed_in = HandedIn(filled, receipt, area, find_sender(visit), reading, form["proof"])
    taken = web.take(handed_in, _describe(form, filled, reading), at=visit.now())
    TIPS.labels(taken.arrival.outcome.value).inc()
    return taken


def _describe(form: Form, filled: TipForm, reading: Reading) -> Content:
    kept: Content = {"receipt": form["receipt"], "urgency": filled.urgency.value, "calls": list(reading.calls)}
    return kept | {"files": [], "refused": []}


def _find_category(visit: Visit, typed: str) -> str:
    """Return the code of the category that was chosen: our page sends its place in the list, in two digits."""
    place = find_number(typed, most=_MOST_CATEGORIES)
    if place is None:
        return typed
    categories = visit.locality.categories
    return categories[place - 1].code if 0 < place <= len(categories) else ""


def _replace_content(visit: Visit, taken: Taken, content: Content) -> None:
    with visit.context.database.writing() as session:
        replace_content(session, taken.handle, HandleKind.RECEIPT, content, at=visit.now())
        session.commit()


def _describe_problem(form: Form, problem: Problem) -> Content:
    return {
        "form": dict(form),
        "errors": problem.errors,
        "wait_seconds": problem.wait_seconds,
        "challenge": problem.challenge,
    }


def _lead_back(visit: Visit, area: AreaNode, form: Form, content: Content) -> Response:
    if not may_keep(visit, form.values()):
        return _render_away(visit, area, form)
    try:
        with visit.context.database.writing() as session:
            response = lead_to(visit, session, HandleKind.FORM, content, path=f"/b/{area.box}/lai/")
            session.commit()
    except (DBAPIError, PoolTimeout):
        return _render_away(visit, area, form)
    return response


def _render_away(visit: Visit, area: AreaNode, form: Form) -> HTMLResponse:
    """Answer the form itself with its page: nothing can be stored now, so there is nowhere to lead to."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = _render_form(visit, area, form, Problem({"form": "away"}), status=status)
    response.headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return response


def _render_form(
    visit: Visit, area: AreaNode, form: Form, problem: Problem | None = None, *, status: HTTPStatus | None = None
) -> HTMLResponse:
    tree = visit.locality.tree
    commune = tree.find_commune(area.id)
    values: dict[str, object] = {
        "area": area,
        "commune": commune if commune is not None and commune.id != area.id else None,
        "text_number": visit.context.partners.find_number([node.id for node in tree.lineage(area.id)]),
        "duty_number": visit.locality.find_duty_number(area.id) or visit.context.settings.duty_number,
        "warnings": visit.locality.list_warnings(area.id)[:_MOST_WARNINGS],
        "custody": visit.context.custody,
        "categories": visit.locality.categories,
        "chosen": _find_category(visit, form["category"]),
        "urgency": read_choice(form["urgency"]).value,
        "is_ticked": read_tick,
        "form": form,
        "receipt": form["receipt"] or Receipt.mint().reveal(),
        "errors": {} if problem is None else problem.errors,
        "wait_seconds": 0 if problem is None else problem.wait_seconds,
        "challenge": "" if problem is None else problem.challenge,
        "difficulty_bits": DIFFICULTY_BITS,
        "longest_what": LONGEST_WHAT,
        "most_files": MOST_FILES,
        "most_megabytes": MOST_MEGABYTES,
        "most_minutes": MOST_MINUTES,
    }
    usual = HTTPStatus.OK if problem is None else problem.status
    response = visit.show_resident("box.html", values, status=status or usual)
    if problem is not None and problem.wait_seconds:
        response.headers["Retry-After"] = str(problem.wait_seconds)
    return response
