"""``/officer/events``: server-sent events that say *something changed*, and nothing else.

The page then asks for itself again, by the way on which every right is checked. Without script nothing is lost: the
page is as it was when it was loaded.
"""

from collections.abc import AsyncIterator

from anyio import to_thread
from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.web.http.cookies import SESSION
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit
from api.web.visit.visit import Visit
from triage.desk.queue.stamp import read_stamp
from triage.ground.errors import SessionEnded
from triage.offices.accounts.sessions import resume_session

router = APIRouter(prefix="/officer")

# Time alone brings a climbing tip; a proxy closes what is silent for a minute.
_LOOK_SECONDS = 15.0


@router.get("/events")
async def stream_events(visit: CurrentVisit, officer: CurrentOfficer) -> StreamingResponse:
    """Send an event whenever a page of this officer's may look different."""
    return StreamingResponse(_events(visit, officer.id), media_type="text/event-stream")


async def _events(visit: Visit, officer_id: str) -> AsyncIterator[str]:
    bell = visit.request.app.state.bell
    last = await to_thread.run_sync(_look, visit, officer_id)
    yield "retry: 2000\n\n"
    while last is not None:
        await bell.wait(at_most_seconds=_LOOK_SECONDS)
        seen = await to_thread.run_sync(_look, visit, officer_id)
        if seen is None:
            return
        yield "event: news\ndata: 1\n\n" if seen != last else ": nothing new\n\n"
        last = seen


def _look(visit: Visit, officer_id: str) -> tuple[int, int] | None:
    """Return the officer's stamp, or None where the session has ended. Looking does not keep a session awake."""
    token = SESSION.read(visit.request, visit.context.settings)
    with visit.context.database.reading() as session:
        try:
            if token is None or resume_session(session, token, at=visit.now()).id != officer_id:
                return None
        except SessionEnded:
            return None
        return read_stamp(session, officer_id, at=visit.now())
