"""``/officer/events``: server-sent events that say *something changed*, and nothing else.

The page then asks for itself again, by the way on which every right is checked. Without script nothing is lost: the
page is as it was when it was loaded. What is sent says nothing of what else goes on: an event where the officer's own
pages may look different, and a comment at a fixed beat.
"""

import asyncio
from collections.abc import AsyncGenerator

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.web.http.cookies import SESSION
from api.web.live.streams import Stamp, Streams
from api.web.visit.context import Context
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit
from crypto.tokens import Token
from triage.desk.queue.stamp import read_stamp
from triage.ground.errors import SessionEnded
from triage.offices.accounts.sessions import resume_session

router = APIRouter(prefix="/officer")

# A proxy closes what is silent for a minute.
_BEAT_SECONDS = 15.0


@router.get("/events")
async def streamsay_news(visit: CurrentVisit, officer: CurrentOfficer) -> StreamingResponse:
    """Send an event whenever a page of this officer's may look different."""
    token = SESSION.read(visit.request, visit.context.settings)
    if token is None:
        raise SessionEnded
    return StreamingResponse(
        say_news(visit.request.app.state.streams, token, officer.id), media_type="text/event-stream"
    )


async def say_news(streams: Streams, token: Token, officer_id: str) -> AsyncGenerator[str, None]:
    """Yield an event for each change that the officer's pages may show, and a comment at each beat between."""
    loop = asyncio.get_running_loop()
    async with streams.open(token, officer_id) as stream:
        yield "retry: 2000\n\n"
        beat = loop.time() + _BEAT_SECONDS
        while not stream.is_over:
            try:
                await asyncio.wait_for(stream.news.wait(), max(0.0, beat - loop.time()))
            except TimeoutError:
                beat += _BEAT_SECONDS
                yield ": here\n\n"
                continue
            if not stream.is_over:
                stream.news.clear()
                yield "event: news\ndata: 1\n\n"


def look(context: Context, asked: list[tuple[Token, str]]) -> dict[bytes, Stamp | None]:
    """Return the stamps of those whose sessions live. Looking does not keep a session awake."""
    at, stamps, found = context.clock.now(), dict[str, Stamp](), dict[bytes, Stamp | None]()
    with context.database.reading() as session:
        for token, officer_id in asked:
            found[token.digest] = None
            try:
                if resume_session(session, token, at=at).id != officer_id:
                    continue
            except SessionEnded:
                continue
            if officer_id not in stamps:
                stamps[officer_id] = read_stamp(session, officer_id, at=at)
            found[token.digest] = stamps[officer_id]
    return found
