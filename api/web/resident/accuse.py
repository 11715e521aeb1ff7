"""``/tra-cuu/ve-can-bo``: a resident says afterwards that the tip is about police or officials."""

from fastapi import APIRouter, Response

from api.web.http.forms import PostedForm
from api.web.resident.thread import OwnReceipt, lead_back
from api.web.visit.dependencies import CurrentVisit, WriteSession
from api.web.visit.gate import Weighed
from triage.channels.threads.accuse import mark_about_police

router = APIRouter(prefix="/tra-cuu")


@router.post("/ve-can-bo")
def accuse(
    visit: CurrentVisit, _weighed: Weighed, receipt: OwnReceipt, form: PostedForm, session: WriteSession
) -> Response:
    """Give the tip to the inspectorate alone."""
    installation, tree = visit.context.installation, visit.locality.tree
    mark_about_police(session, receipt, tree=tree, installation=installation, at=visit.now())
    return lead_back(visit, session, receipt, form, notice="marked")
