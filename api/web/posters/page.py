"""``/b/<box>/poster``: the poster of a box, to be printed on A4, or on A6 to be handed out."""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.pages.qr import draw_shape
from api.web.posters.facts import gather_facts
from api.web.resident.finder import render_finder
from api.web.visit.dependencies import CurrentVisit

router = APIRouter()


@router.get("/b/{box}/poster")
def show_poster(visit: CurrentVisit, box: str, size: str = "a4") -> HTMLResponse:
    """Show the poster; any other size than A6 is A4."""
    area = visit.locality.find_box(box)
    if area is None:
        return render_finder(visit, status=HTTPStatus.NOT_FOUND)
    facts, pages = gather_facts(visit, area), visit.context.poster_pages
    values: dict[str, object] = {"facts": facts, "code": draw_shape(facts.url)}
    return pages.get(size, pages["a4"]).render(visit.request, "poster.html", values=values)
