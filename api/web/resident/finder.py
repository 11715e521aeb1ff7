"""``/``: a resident finds the box of an area. What is typed travels in a body, not in the URL."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.http.forms import PostedForm
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from intake.areas.find import find_areas

router = APIRouter()

_MOST_LISTED = 150


@router.get("/")
def show_finder(visit: CurrentVisit) -> HTMLResponse:
    """Show the communes and a field to type in."""
    return render_finder(visit)


@router.post("/")
def find(visit: CurrentVisit, form: PostedForm) -> HTMLResponse:
    """Show the areas that match what was typed."""
    return render_finder(visit, typed=form["place"])


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
