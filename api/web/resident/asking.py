"""A text that seems to be about police or officials: the resident is asked who shall read it, before it is stored.

Without script on a page between, which keeps what was typed; with script beside the field, by what ``/doc-truoc`` says.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.arrivals.web import MustAsk
from api.web.http.forms import Form, PostedForm
from api.web.resident.handles import read_words
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.gate import Weighed
from api.web.visit.visit import Visit
from intake.areas.tree import AreaNode
from intake.channels.web.form import LONGEST_WHAT
from triage.channels.threads.handles import Content

router = APIRouter()

_ANSWER_BYTES = 5120


@router.post("/doc-truoc")
def read_before(visit: CurrentVisit, _weighed: Weighed, form: PostedForm) -> HTMLResponse:
    """Give our script what to show before a text is sent: the question, the numbers, or nothing. Nothing is stored.

    Every answer has one length, so that what was found is not told by the line.
    """
    reading = visit.context.web.read(form["what"][:LONGEST_WHAT], form["where"][:LONGEST_WHAT])
    response = visit.show_resident("question.html", {"asks": reading.about_police, "calls": reading.calls})
    piece = bytes(response.body).strip().ljust(_ANSWER_BYTES)
    return HTMLResponse(piece)


def describe_question(form: Form, error: MustAsk, *, has_files: bool) -> Content:
    """Return what the page between needs."""
    return {"form": dict(form), "calls": list(error.calls), "has_files": has_files}


def render_question(visit: Visit, area: AreaNode, content: Content) -> HTMLResponse:
    """Return the page between."""
    values: dict[str, object] = {
        "area": area,
        "form": Form(read_words(content["form"])),
        "calls": content["calls"],
        "has_files": content["has_files"],
        "longest_what": LONGEST_WHAT,
    }
    return visit.show_resident("asking.html", values)
