"""Pages of residents have few sizes, so that who watches the line cannot tell them apart by their length.

A page is made up to the next step with blanks at its end. Steps count the head as well. Nothing in front of the service
may compress pages: blanks would shrink to nothing.
"""

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web.http.headers import is_residents
from crypto.padding import padded_size

STEPS = (14_336, 20_480, 32_768)
"""Bytes of a page with its head; above the last, Padmé."""
REDIRECT_BYTES = 1_024

# What the server adds to our headers.
_DATE_BYTES = len("date: Tue, 01 Dec 2026 00:00:00 GMT\r\n")
_END_BYTES = len("\r\n")
_BETWEEN_BYTES = len(": \r\n")
# Their answers have a size of their own, and are no pages.
_OWN_SIZE = frozenset({"doc-truoc"})


class PadPages:
    """Makes them up. Stands outside everything that adds a header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_wanted = scope["type"] == "http" and is_residents(scope["path"])
        if not is_wanted or not _OWN_SIZE.isdisjoint(scope["path"].split("/")):
            await self._app(scope, receive, send)
            return
        start: Message | None = None
        body = bytearray()

        async def with_padding(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_padded(message):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await _send_padded(send, start, body, has_body=scope["method"] != "HEAD")

        await self._app(scope, receive, with_padding)


def _is_padded(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    return headers.get("content-type", "").startswith("text/html") or "location" in headers


async def _send_padded(send: Send, start: Message, body: bytearray, *, has_body: bool) -> None:
    headers = MutableHeaders(scope=start)
    # Of an answer without a body only its length is known.
    length = len(body) if has_body else int(headers.get("content-length", "0"))
    is_page = headers.get("content-type", "").startswith("text/html")
    del headers["content-length"]
    status = HTTPStatus(start["status"])
    head = len(f"HTTP/1.1 {status.value} {status.phrase}\r\n") + _DATE_BYTES + _END_BYTES
    head += sum(len(name) + len(value) + _BETWEEN_BYTES for name, value in headers.raw)
    # Five digits for pages, three for redirects: as many in each step as in the next.
    head += len("content-length") + _BETWEEN_BYTES + (5 if is_page else 3)
    least = head + length
    size = next((step for step in STEPS if least <= step), padded_size(least)) if is_page else REDIRECT_BYTES
    padding = max(size - least, 0)
    headers["content-length"] = str(length + padding)
    if has_body:
        body.extend(b" " * padding)
    await send(start)
    await send({"type": "http.response.body", "body": bytes(body), "more_body": False})
