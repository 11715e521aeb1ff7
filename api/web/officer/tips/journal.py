"""``/officer/journal``: what was done, as far as its reader may know."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.web.visit.dependencies import AnySignedIn, CurrentVisit, ReadSession
from triage.desk.board.journal import read_journal
from triage.journal.heads import read_head

router = APIRouter(prefix="/officer/journal")

_LARGEST_NUMBER = 2**62


@router.get("")
def show_journal(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    before: Annotated[int | None, Query(ge=0, le=_LARGEST_NUMBER)] = None,
) -> HTMLResponse:
    """Show a page of it, the newest line first."""
    values: dict[str, object] = {
        "officer": signed_in.officer,
        "page": read_journal(session, signed_in, before=before),
        "head": read_head(session),
        "tree": visit.locality.tree,
    }
    return visit.show_officer("journal.html", values)
