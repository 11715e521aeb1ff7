"""Is the process alive; is it ready to take tips?"""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError

from api.storage.migrations.state import is_at_head
from api.web.visit.dependencies import CurrentVisit
from intake.attachments.child.level import find_confinement
from triage.desk.alerts.pulse import find_silence
from triage.offices.posts.readiness import find_gaps

router = APIRouter(prefix="/health")


@router.get("/live")
def is_live() -> Response:
    """The process answers."""
    return JSONResponse({"live": True})


@router.get("/ready")
def is_ready(visit: CurrentVisit) -> Response:
    """The database is there and migrated, officers hold the posts that every tip can climb to, and the worker works.

    ``sandbox`` says how well the process is shut in that takes files apart: full, partial or none.
    """
    gaps = []
    try:
        with visit.context.database.reading() as session:
            gaps += [] if is_at_head(session.connection()) else ["migrations"]
            gaps += [] if gaps else find_gaps(session, visit.context.installation.router.trusted)
            gaps += ["worker"] if "migrations" not in gaps and find_silence(session, at=visit.now()) else []
    except DBAPIError:
        gaps.append("database")
    status = HTTPStatus.SERVICE_UNAVAILABLE if gaps else HTTPStatus.OK
    sandbox = str(find_confinement().level)
    return JSONResponse({"ready": not gaps, "missing": gaps, "sandbox": sandbox}, status_code=status)
