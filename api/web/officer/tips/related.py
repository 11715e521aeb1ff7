"""``/officer/tips/<id>/alike`` and ``…/together``: other tips that may tell of the same thing, and all that do."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.officer.tips.thread_view import lay_out_thread
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from triage.desk.casework.links import list_linked
from triage.desk.searching.likeness import find_alike
from triage.tips.opening.open import open_tip, read_tip

router = APIRouter(prefix="/officer/tips")


@router.get("/{tip_id}/alike")
def show_alike(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the tips that are most like this one. A page of its own, because comparing takes a moment."""
    installation, at = visit.context.installation, visit.now()
    opened = open_tip(session, officer, tip_id, installation=installation, at=at)
    known = frozenset(other.id for other in list_linked(session, tip_id, officer.id, at=at))
    alike = find_alike(session, opened, officer, keys=installation.keys, without=known, at=at)
    return visit.show_officer(
        "alike.html", {"officer": officer.officer, "tip": opened.tip, "alike": alike, **_words(visit)}
    )


@router.get("/{tip_id}/together")
def show_together(visit: CurrentVisit, tip_id: str, officer: CurrentOfficer, session: WriteSession) -> HTMLResponse:
    """Show the tip and those that are linked with it, one below the other. Each reading is journaled."""
    installation, at = visit.context.installation, visit.now()
    ids = [tip_id, *(other.id for other in list_linked(session, tip_id, officer.id, at=at))]
    opened = [read_tip(session, officer, each, installation=installation, at=at) for each in ids]
    parts = [{"tip": each.tip, **lay_out_thread(session, each).values()} for each in opened]
    return visit.show_officer("together.html", {"officer": officer.officer, "parts": parts, **_words(visit)})


def _words(visit: Visit) -> dict[str, object]:
    locality = visit.locality
    return {"tree": locality.tree, "categories": {category.code: category for category in locality.categories}}
