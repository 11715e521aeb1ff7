"""``/``: a resident finds the box of an area. What is typed travels in a body, not in the URL."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.web.http.forms import PostedForm
from api.web.resident.handles import lead_to, read_content
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.gate import Weighed, may_keep
from api.web.visit.visit import Visit
from intake.areas.find import find_areas
from triage.channels.threads.handles import Content, HandleKind
from triage.ground.errors import HandleEnded

router = APIRouter()

_MOST_LISTED = 150
_LONGEST_PLACE = 500


@router.get("/")
def show_finder(visit: CurrentVisit) -> HTMLResponse:
    """Show the communes and a field to type in."""
    return render_finder(visit)


@router.post("/")
def find(visit: CurrentVisit, _weighed: Weighed, form: PostedForm) -> Response:
    """Lead to the areas that match what was typed."""
    return _lead_to(visit, {"typed": form["place"][:_LONGEST_PLACE]})


@router.get("/tim/{handle}")
def show_found(visit: CurrentVisit, handle: str) -> Response:
    """Show the areas that match, or the text that was typed for a box that does not exist."""
    try:
        content = read_content(visit, handle, HandleKind.SEARCH)
    except HandleEnded:
        return visit.go("/")
    return _render(visit, content)


def lead_to_finder(visit: Visit, *, kept: str) -> Response:
    """Return a redirect to the finder, with a text that was typed for a box that does not exist."""
    return _lead_to(visit, {"kept": kept})


def _lead_to(visit: Visit, content: Content) -> Response:
    if not may_keep(visit, map(str, content.values())):
        return _render(visit, content)
    try:
        with visit.context.database.writing() as session:
            response = lead_to(visit, session, HandleKind.SEARCH, content)
            session.commit()
    except (DBAPIError, PoolTimeout):
        # Areas stand in memory: they are found while the database is away.
        return _render(visit, content)
    return response


def _render(visit: Visit, content: Content) -> HTMLResponse:
    if "kept" in content:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND, kept=str(content["kept"]))
    return render_finder(visit, typed=str(content["typed"]))


def render_finder(
    visit: Visit, *, typed: str | None = None, status: HTTPStatus = HTTPStatus.OK, kept: str = ""
) -> HTMLResponse:
    """Return the finder's page. ``kept`` is a text that was typed for a box that does not exist."""
    tree = visit.locality.tree
    communes = [(commune, tree.open_under(commune.id)) for commune in tree.communes()]
    is_short = sum(len(areas) for _commune, areas in communes) <= _MOST_LISTED
    values: dict[str, object] = {
        "tree": tree,
        "communes": communes if is_short else [(commune, []) for commune, _areas in communes],
        "typed": typed,
        "matches": [] if typed is None else find_areas(tree, typed),
        "is_box_unknown": status is not HTTPStatus.OK,
        "kept": kept,
    }
    return visit.show_resident("finder.html", values, status=status)
