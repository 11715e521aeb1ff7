"""``/``: a resident finds the box of an area. What is typed travels in a body, not in the URL."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple
from unicodedata import normalize

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
from intake.areas.kinds import COMMUNE_KINDS
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from triage.channels.threads.handles import Content, HandleKind
from triage.ground.errors import HandleEnded

router = APIRouter()


class _Place(NamedTuple):
    title: str
    path: str


# More would not fit into the first page, which has to stay small on a bad line.
_MOST_LISTED = 60
_LONGEST_PLACE = 500


@router.get("/")
def show_finder(visit: CurrentVisit) -> HTMLResponse:
    """Show the communes and a field to type in."""
    return render_finder(visit)


@router.get("/noi/{area_id}")
def show_place(visit: CurrentVisit, area_id: str) -> HTMLResponse:
    """Show the communes of a province, or the boxes of a commune."""
    return _show_place(visit, area_id)


@router.get("/noi/{area_id}/{letter}")
def show_letter(visit: CurrentVisit, area_id: str, letter: str) -> HTMLResponse:
    """Show the communes of a province whose names begin with the letter."""
    return _show_place(visit, area_id, letter)


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
    is_short = tree.open_count <= _MOST_LISTED
    values: dict[str, object] = {
        "tree": tree,
        "communes": [(commune, tree.open_under(commune.id)) for commune in tree.communes()] if is_short else [],
        "places": [] if is_short else _list_places(tree),
        "within": "",
        "typed": typed,
        "matches": [] if typed is None else find_areas(tree, typed),
        "is_box_unknown": status is not HTTPStatus.OK,
        "kept": kept,
    }
    return visit.show_resident("finder.html", values, status=status)


def _show_place(visit: Visit, area_id: str, letter: str = "") -> HTMLResponse:
    tree = visit.locality.tree
    area = tree.nodes.get(AreaId(area_id))
    if area is None or not (area in tree.by_province or area.kind in COMMUNE_KINDS):
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    is_commune = area.kind in COMMUNE_KINDS
    values: dict[str, object] = {
        "tree": tree,
        "communes": [(area, tree.open_under(area.id))] if is_commune else [],
        "places": [] if is_commune else _list_communes(area, tree.by_province[area], letter),
        "within": area.title,
        "typed": None,
        "matches": [],
        "is_box_unknown": False,
        "kept": "",
    }
    return visit.show_resident("finder.html", values)


def _list_places(tree: AreaTree) -> list[_Place]:
    """Return what the first page offers: provinces where there are several, else communes."""
    provinces = tree.by_province
    if len(provinces) > 1:
        return [_Place(province.title, f"/noi/{province.id}") for province in provinces]
    if provinces:
        return next(_list_communes(province, communes) for province, communes in provinces.items())
    return [_Place(commune.title, f"/noi/{commune.id}") for commune in tree.communes()]


def _list_communes(province: AreaNode, communes: Sequence[AreaNode], letter: str = "") -> list[_Place]:
    """Return communes, or the letters they begin with where they are too many for a page."""
    if len(communes) > _MOST_LISTED and not letter:
        letters = sorted({_find_letter(commune) for commune in communes})
        return [_Place(each, f"/noi/{province.id}/{each}") for each in letters]
    chosen = [commune for commune in communes if letter in ("", _find_letter(commune))]
    return [_Place(commune.title, f"/noi/{commune.id}") for commune in chosen]


def _find_letter(commune: AreaNode) -> str:
    """Return the letter that the name begins with, without its marks."""
    return normalize("NFD", commune.name)[:1].upper()
