"""The web application, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, nullcontext
from functools import partial

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException

from api.ground.clock import Clock
from api.ground.database import Database
from api.ground.settings import Settings
from api.web.app import health, kept_pages
from api.web.app.kept_pages import KeepOfficersPages
from api.web.app.outcomes import TellOutcomes, respond
from api.web.app.server import tune_garbage_collector
from api.web.app.watchdog import watch_process
from api.web.hooks import custodian as inbox
from api.web.hooks import hotline, sms
from api.web.http.forms import FormUnreadable
from api.web.http.headers import SecurityHeaders
from api.web.http.heads import AnswerHeads
from api.web.http.hosts import KnownHosts
from api.web.http.limits import LimitBody
from api.web.http.metrics import CountRequests, serve_metrics
from api.web.http.origin import SameOriginPosts
from api.web.http.padding import PadPages
from api.web.live import events
from api.web.live.events import look
from api.web.live.notifier import open_notifier
from api.web.live.streams import Streams
from api.web.officer.board import board
from api.web.officer.calls import calls
from api.web.officer.entrance import account, entrance, handover, invitation, second_step
from api.web.officer.outside import alerts, app_files, cashier, contacts, letters, posters
from api.web.officer.outside import warnings as officer_warnings
from api.web.officer.posts import accounts, areas, days, duty, partners, people, recovery
from api.web.officer.tips import (
    actions,
    disclosure,
    files,
    hold,
    journal,
    queue,
    related,
    searching,
    sentences,
    sheets,
    thanks,
    tip,
)
from api.web.pages.choice import LanguageInPath
from api.web.posters import page as poster
from api.web.resident import accuse, asking, box, figures, finder, heads, receipt, safety, stopping, thread, warnings
from api.web.visit.context import Context, make_context
from intake.attachments.limits import MOST_BYTES

# Every route of the service stands here: tests walk this list, so that none is forgotten.
# They are tried in this order, so what comes by the thousand stands first.
ROUTERS = (
    sms.router,
    hotline.router,
    box.router,
    receipt.router,
    thread.router,
    finder.router,
    asking.router,
    poster.router,
    warnings.router,
    stopping.router,
    accuse.router,
    safety.router,
    figures.router,
    heads.router,
    entrance.router,
    kept_pages.router,
    second_step.router,
    account.router,
    accounts.router,
    areas.router,
    days.router,
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

# Sealing keeps a core busy, and what several threads want written is one transaction (gathering.py): with more threads
# than this they only wait for each other.
_THREADS = 8


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _THREADS
    tune_garbage_collector()
    context: Context = app.state.context
    if context.settings.metrics_port:
        serve_metrics(context.settings.metrics_port)
    async with open_notifier(context.database.engine.url) as notifier:
        app.state.streams = Streams(notifier, partial(look, context))
        watch = asyncio.create_task(app.state.streams.watch())
        if app.state.owns_process:
            for pages in (context.resident_pages, context.officer_pages, *context.poster_pages.values()):
                pages.compile_all()
        with closing(context.derivations), watch_process() if app.state.owns_process else nullcontext():
            try:
                yield
            finally:
                watch.cancel()


def create_app(
    settings: Settings, database: Database, clock: Clock | None = None, *, owns_process: bool = False
) -> FastAPI:
    """Return the application. Telemetry is off, and so are the documentation pages that load scripts from elsewhere.

    With ``owns_process`` it ends the process that hangs, or that does not end when it is told to (watchdog.py).
    """
    app = FastAPI(
        title="homthu",
        version="0.1.0",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry=_NO_TELEMETRY,
        lifespan=_lifespan,
        # They would lead to whatever host the caller names.
        redirect_slashes=False,
    )
    app.state.owns_process = owns_process
    app.state.context = make_context(settings, database, clock or Clock())
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(HTTPException, _respond)
    app.add_exception_handler(RequestValidationError, _respond_unreadable)
    # The last one added is the outermost.
    app.add_middleware(SameOriginPosts, public_url=settings.public_url, onion_url=settings.onion_url)
    app.add_middleware(
        LimitBody, largest_bytes=settings.largest_body_bytes, larger=_LARGER_BODIES, with_files=_FORMS_WITH_FILES
    )
    app.add_middleware(TellOutcomes)
    app.add_middleware(KeepOfficersPages)
    app.add_middleware(CountRequests)
    app.add_middleware(LanguageInPath)
    app.add_middleware(AnswerHeads)
    app.add_middleware(KnownHosts, public_url=settings.public_url, onion_url=settings.onion_url)
    app.add_middleware(
        SecurityHeaders, is_https=settings.public_url.startswith("https://"), onion_url=settings.onion_url
    )
    app.add_middleware(PadPages)
    return app


async def _respond(request: Request, error: Exception) -> Response:
    return respond(request, error)


async def _respond_unreadable(request: Request, error: Exception) -> Response:
    # FastAPI's own answer repeats the input.
    del error
    return respond(request, FormUnreadable())
