"""The web application, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from api import health
from api.context import Clock, Context, make_context
from api.custodians import inbox
from api.database import Database
from api.hooks import hotline, sms
from api.http.forms import FormUnreadable
from api.http.headers import SecurityHeaders
from api.http.heads import AnswerHeads
from api.http.limits import LimitBody
from api.http.origin import SameOriginPosts
from api.http.outcomes import TellOutcomes, respond
from api.language.choice import LanguageInPath
from api.live import events
from api.live.bell import ring_bell
from api.metrics import CountRequests, serve_metrics
from api.officer import (
    account,
    accounts,
    actions,
    alerts,
    app_files,
    areas,
    board,
    calls,
    cashier,
    contacts,
    disclosure,
    duty,
    entrance,
    files,
    handover,
    hold,
    invitation,
    journal,
    letters,
    partners,
    people,
    posters,
    queue,
    recovery,
    related,
    searching,
    second_step,
    sentences,
    sheets,
    thanks,
    tip,
)
from api.officer import warnings as officer_warnings
from api.poster import page as poster
from api.resident import accuse, box, figures, finder, heads, safety, stopping, thread, warnings
from api.server import spare_the_collector
from api.settings import Settings
from intake.attachments.limits import MOST_BYTES

# Every route of the service stands here: tests walk this list, so that none is forgotten.
ROUTERS = (
    finder.router,
    box.router,
    poster.router,
    warnings.router,
    stopping.router,
    thread.router,
    accuse.router,
    safety.router,
    figures.router,
    heads.router,
    entrance.router,
    second_step.router,
    account.router,
    accounts.router,
    areas.router,
    journal.router,
    queue.router,
    searching.router,
    tip.router,
    related.router,
    sheets.router,
    files.router,
    thanks.router,
    cashier.router,
    disclosure.router,
    hold.router,
    recovery.router,
    actions.router,
    board.router,
    duty.router,
    handover.router,
    alerts.router,
    app_files.router,
    sentences.router,
    events.router,
    people.router,
    posters.router,
    officer_warnings.router,
    contacts.router,
    partners.router,
    calls.router,
    letters.router,
    invitation.router,
    sms.router,
    hotline.router,
    inbox.router,
    health.router,
)

# FastAPI would report paths and errors to whatever the environment names as a collector.
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}


# Two hours of speech, word by word, or a recording of some twenty minutes. A custodian's shares of all a tip keeps.
_LARGER_BODIES = {"/hooks/hotline/": 16_777_216, "/custodian/": 4_194_304}
# A letter with its photo; a tip with its files. What is over a file's own limit is refused by name, and what was typed
# with it is kept; of a tip's files nothing is kept in memory that is over their limit.
_FORMS_WITH_FILES = {
    "/officer/letters/": 16_777_216,
    "/officer/warnings": 16_777_216,
    "/b/": 4 * MOST_BYTES,
    "/tra-cuu/them": 4 * MOST_BYTES,
}

# Sealing keeps a core busy; more threads than this only wait for each other.
_THREADS = 4


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _THREADS
    spare_the_collector()
    context: Context = app.state.context
    if context.settings.metrics_port:
        serve_metrics(context.settings.metrics_port)
    async with ring_bell(context.database.engine.url) as bell:
        app.state.bell = bell
        yield


def create_app(settings: Settings, database: Database, clock: Clock | None = None) -> FastAPI:
    """Return the application. Telemetry is off, and so are the documentation pages that load scripts from elsewhere."""
    app = FastAPI(
        title="homthu",
        version="0.1.0",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=_NO_TELEMETRY,
        lifespan=_lifespan,
    )
    app.state.context = make_context(settings, database, clock or Clock())
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _respond)
    app.add_exception_handler(RequestValidationError, _respond_unreadable)
    # The last one added is the outermost.
    app.add_middleware(SameOriginPosts)
    app.add_middleware(
        LimitBody, largest_bytes=settings.largest_body_bytes, larger=_LARGER_BODIES, with_files=_FORMS_WITH_FILES
    )
    app.add_middleware(TellOutcomes)
    app.add_middleware(CountRequests)
    app.add_middleware(LanguageInPath)
    app.add_middleware(AnswerHeads)
    app.add_middleware(
        SecurityHeaders, is_https=settings.public_url.startswith("https://"), onion_url=settings.onion_url
    )
    return app


async def _respond(request: Request, error: Exception) -> Response:
    return respond(request, error)


async def _respond_unreadable(request: Request, error: Exception) -> Response:
    # FastAPI's own answer repeats the input.
    del error
    return respond(request, FormUnreadable())
