"""``/so-lieu``: how many tips came, and what became of them."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.visit.dependencies import CurrentVisit

router = APIRouter()


@router.get("/so-lieu")
def show_figures(visit: CurrentVisit) -> HTMLResponse:
    """Show the figures."""
    tree = visit.locality.tree
    counted = visit.context.figures.get(visit.context.database, tree, visit.now())
    return visit.show_resident("figures.html", {"counted": counted, "communes": tree.communes()})
