"""Counts for the operator: how much, how fast, how often not. Never where, never who.

They are served on the loopback address only. No label names an area, a post, a box, a path or a person: where few tips
come in, a count beside a place would tell a neighbour that a resident there has spoken.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST = "127.0.0.1"
_SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SIDES = {"officer": "officer", "hooks": "partner", "health": "health"}

REQUESTS = Counter("homthu_requests", "Requests answered, by side and class of status.", ["side", "status"])
SECONDS = Histogram("homthu_request_seconds", "Seconds from a request to its answer's head, by side.", ["side"])
TIPS = Counter("homthu_tips", "Forms taken, by what became of them.", ["outcome"])
TEXTS = Counter("homthu_texts", "Partners' calls, by what became of them.", ["outcome"])


@contextmanager
def share_between_processes() -> Iterator[None]:
    """Let the processes that are started meanwhile count together, in a folder that goes when they have ended."""
    with TemporaryDirectory(prefix="homthu-metrics-") as folder:
        os.environ[_SHARED_FOLDER] = folder
        yield


def serve_metrics(port: int) -> None:
    """Serve the counts on the loopback address. Of several processes the first serves for all."""
    registry = CollectorRegistry()
    if _SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for metric in (REQUESTS, SECONDS, TIPS, TEXTS):
            registry.register(metric)
    with suppress(OSError):
        start_http_server(port, addr=_HOST, registry=registry)


class CountRequests:
    """Counts requests. The longest-lived, a stream of events, counts when it begins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        side, started = _SIDES.get(scope["path"].lstrip("/").partition("/")[0], "resident"), time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                REQUESTS.labels(side, f"{message['status'] // 100}xx").inc()
                SECONDS.labels(side).observe(time.perf_counter() - started)
            await send(message)

        await self._app(scope, receive, counted)
