"""``/tra-cuu/ve-can-bo``: a resident says afterwards that the tip is about police or officials."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.resident.thread import OwnReceipt, render_thread
from api.web.visit.dependencies import CurrentVisit, WriteSession
from triage.channels.threads.accuse import mark_about_police

router = APIRouter(prefix="/tra-cuu")


@router.post("/ve-can-bo")
def accuse(visit: CurrentVisit, receipt: OwnReceipt, session: WriteSession) -> HTMLResponse:
    """Give the tip to the inspectorate alone."""
    installation, tree = visit.context.installation, visit.locality.tree
    mark_about_police(session, receipt, tree=tree, installation=installation, at=visit.now())
    return render_thread(visit, session, receipt, notice="marked")
