"""``/nhat-ky``: the journal's head of each day. A copy of one tells later whether a line was changed."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.visit.dependencies import CurrentVisit, ReadSession
from triage.custody.disclosure.counting import count_by_year
from triage.journal.heads import list_published

router = APIRouter()


@router.get("/nhat-ky")
def show_heads(visit: CurrentVisit, session: ReadSession) -> HTMLResponse:
    """Show them."""
    return visit.show_resident("heads.html", {"heads": list_published(session), "years": count_by_year(session)})
