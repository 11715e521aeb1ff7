"""No officer's POST is answered by a page: a browser keeps the body of a POST whose answer it shows, on the disk.

The page that a route gives is laid down for some minutes, locked under a random address, and the browser is led there.
It opens to the session that posted only, and not after that session has ended.
"""

import base64
import time
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.app.outcomes import log_quietly
from api.web.http.cookies import SESSION
from api.web.pages.choice import language_of, path_in
from api.web.visit.context import context_of
from api.web.visit.dependencies import CurrentVisit
from api.web.visit.visit import Visit
from crypto.errors import KeyMalformed
from crypto.tokens import Token
from triage.channels.threads.handles import Content, HandleKind, open_handle, read_handle
from triage.ground.errors import HandleEnded, SessionEnded
from triage.offices.accounts.sessions import resume_session

PATH = "/officer/shown/"
_MOST_OF_STRANGERS, _STRANGERS_SECONDS = 120, 60.0
# A page may show pictures or play sounds, as its own policy says.
_KEPT = ("content-type", "retry-after", "content-security-policy")

router = APIRouter(prefix=PATH.rstrip("/"))


@router.get("/{handle}")
def show_kept_page(visit: CurrentVisit, handle: str) -> Response:
    """Show the page that a POST led to, as it was made; what has ended leads to the first page."""
    try:
        content = _read(visit, handle)
    except (HandleEnded, SessionEnded, KeyMalformed):
        return visit.go("/officer")
    headers = content["headers"]
    assert isinstance(headers, dict)  # noqa: S101, as it was laid down
    return Response(
        base64.b64decode(str(content["body"])), status_code=int(str(content["status"])), headers=dict(headers)
    )


def _read(visit: Visit, handle: str) -> Content:
    shown, token = Token.parse(handle), SESSION.read(visit.request, visit.context.settings)
    with visit.context.database.reading() as session:
        content = read_handle(session, shown, HandleKind.OFFICERS_PAGE, at=visit.now())
        if content["session"]:
            if token is None or token.digest.hex() != content["session"]:
                raise HandleEnded
            resume_session(session, token, at=visit.now())
    return content


class KeepOfficersPages:
    """Lays down what an officer's POST was answered with, and answers with a redirect to it."""

    def __init__(self, app: ASGIApp, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._seconds = seconds
        self._strangers = deque[float](maxlen=_MOST_OF_STRANGERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on. What a script asks for is no page, and stays in no browser's files."""
        if not _is_officers_post(scope):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_page(message):
                start = message
            elif start is None:
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body", False):
                    for each in await self._lead(scope, start, b"".join(parts)):
                        await send(each)

        await self._app(scope, receive, collect)

    async def _lead(self, scope: Scope, start: Message, body: bytes) -> list[Message]:
        if not await to_thread.run_sync(_has_session, Request(scope)) and not self._has_room():
            return [start, {"type": "http.response.body", "body": body}]
        return await _lead(scope, start, body)

    def _has_room(self) -> bool:
        """Say whether a stranger's page may be laid down: only so many a minute are, or they would fill the disk."""
        now = self._seconds()
        if len(self._strangers) == _MOST_OF_STRANGERS and now - self._strangers[0] < _STRANGERS_SECONDS:
            return False
        self._strangers.append(now)
        return True


def _is_officers_post(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith("/officer"):
        return False
    return Headers(scope=scope).get("sec-fetch-dest") != "empty"


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _has_session(request: Request) -> bool:
    context = context_of(request)
    token = SESSION.read(request, context.settings)
    try:
        with context.database.reading() as session:
            return token is not None and resume_session(session, token, at=context.clock.now()) is not None
    except Exception:  # noqa: BLE001, where it cannot be told, the one who asks is a stranger
        return False


async def _lead(scope: Scope, start: Message, body: bytes) -> list[Message]:
    try:
        path = await to_thread.run_sync(_lay_down, Request(scope), start, body)
    except Exception as error:  # noqa: BLE001, the database is away or full: better a page that stays than none
        log_quietly(error)
        return [start, {"type": "http.response.body", "body": body}]
    kept = [(name, value) for name, value in start["headers"] if name in (b"set-cookie", b"clear-site-data")]
    headers = [(b"location", path.encode()), (b"content-length", b"0"), *kept]
    redirect = {"type": "http.response.start", "status": int(HTTPStatus.SEE_OTHER), "headers": headers}
    return [redirect, {"type": "http.response.body", "body": b""}]


def _lay_down(request: Request, start: Message, body: bytes) -> str:
    context, headers = context_of(request), Headers(raw=start["headers"])
    content: Content = {
        "status": start["status"],
        "headers": {name: headers[name] for name in _KEPT if name in headers},
        "body": base64.b64encode(body).decode(),
        "session": _find_session(request, headers),
    }
    with context.database.writing() as session:
        token = open_handle(session, HandleKind.OFFICERS_PAGE, content, at=context.clock.now())
        session.commit()
    return path_in(language_of(request.scope), PATH + token.reveal())


def _find_session(request: Request, headers: Headers) -> str:
    """Return which session the page is for: the one that the answer begins, or the one that asked; none before both."""
    settings, given = context_of(request).settings, SimpleCookie()
    for line in headers.getlist("set-cookie"):
        try:
            given.load(line)
        except CookieError:
            continue
    token = SESSION.read(request, settings)
    for name, morsel in given.items():
        if name == SESSION.name_in(settings):
            try:
                token = Token.parse(morsel.value)
            except KeyMalformed:
                # The answer ends the session: its page is of none.
                token = None
    return "" if token is None else token.digest.hex()
