"""``/an-toan``: what is protected, and what is not."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.visit.dependencies import CurrentVisit

router = APIRouter()


@router.get("/an-toan")
def show_safety(visit: CurrentVisit) -> HTMLResponse:
    """Say it honestly."""
    custody = visit.context.custody
    return visit.show_resident("safety.html", {"custodians": custody.custodians, "needed": custody.needed})
