"""How long after a tip was accepted an officer's open page is told of it."""

import statistics
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import httpx

from api.web.live.streams import MOST_OF_A_SESSION
from bench.grounds import open_town
from tests.live import LiveTown
from tests.town import read_field

_ROUNDS = 60
_DEADLINE_SECONDS = 10.0
_CROWD_ROUNDS = 20


@dataclass(frozen=True)
class LiveTime:
    """From the receipt's page to the event."""

    database: str
    median_ms: float
    slowest_ms: float


def run_live(kind: str) -> LiveTime:
    """Listen as an officer's page does, hand in tips one after the other, and time each."""
    with open_town(kind) as town:
        live = LiveTown(town)
        heard = threading.Semaphore(0)
        threading.Thread(target=_listen, args=(live, heard), daemon=True).start()
        heard.acquire(timeout=_DEADLINE_SECONDS)
        client, box, spans = live.server.client(), town.box("tanngoc"), []
        for _ in range(_ROUNDS):
            receipt = read_field(client.get(f"/b/{box}").text, "receipt")
            client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc"})
            accepted = time.perf_counter()
            if not heard.acquire(timeout=_DEADLINE_SECONDS):
                raise RuntimeError("an open page was never told")
            spans.append(1000 * (time.perf_counter() - accepted))
        live.server.stop()
    return LiveTime(kind, statistics.median(spans), max(spans))


@dataclass(frozen=True)
class CrowdTime:
    """From the receipt's page to the last open page's event."""

    database: str
    pages: int
    median_ms: float
    slowest_ms: float


def run_crowd(kind: str, pages: int = 200) -> CrowdTime:
    """Listen as that many pages do, all of one process, hand in tips one after the other, and wait for the last."""
    with open_town(kind) as town:
        # As behind a proxy: without one, so many connections of one address are refused.
        town.settings = town.settings.model_copy(update={"proxies_in_front": 1})
        live = LiveTown(town)
        heard = threading.Semaphore(0)
        # A session has a few open pages at most, so many officers' browsers stand there.
        sessions = [live.sign_in("tanngoc").headers["Cookie"] for _ in range(-(-pages // MOST_OF_A_SESSION))]
        for page in range(pages):
            session = sessions[page // MOST_OF_A_SESSION]
            threading.Thread(target=_listen_as, args=(live, session, heard), daemon=True).start()
        _wait_for(heard, pages)
        client, box, spans = live.server.client(), town.box("tanngoc"), []
        for _round in range(_CROWD_ROUNDS):
            receipt = read_field(client.get(f"/b/{box}").text, "receipt")
            client.post(f"/b/{box}", data={"receipt": receipt, "what": "Có việc"})
            accepted = time.perf_counter()
            _wait_for(heard, pages)
            spans.append(1000 * (time.perf_counter() - accepted))
        live.server.stop()
    return CrowdTime(kind, pages, statistics.median(spans), max(spans))


def _wait_for(heard: threading.Semaphore, pages: int) -> None:
    for _page in range(pages):
        if not heard.acquire(timeout=_DEADLINE_SECONDS):
            raise RuntimeError("an open page was never told")


def _listen_as(live: LiveTown, session: str, heard: threading.Semaphore) -> None:
    with (
        suppress(httpx.HTTPError),
        live.server.client(Cookie=session).stream("GET", "/officer/events", timeout=60) as stream,
    ):
        for line in stream.iter_lines():
            if line.startswith(("retry", "event")):
                heard.release()


def _listen(live: LiveTown, heard: threading.Semaphore) -> None:
    # It listens until the server is gone.
    with suppress(httpx.HTTPError), live.sign_in("tanngoc").stream("GET", "/officer/events", timeout=60) as stream:
        for line in stream.iter_lines():
            if line.startswith(("retry", "event")):
                heard.release()


def weigh_pages() -> dict[str, tuple[int, int]]:
    """Return for the first page and for a box's page the bytes of its head and body. Each is one request."""
    with open_town("sqlite") as town:
        live, weights = LiveTown(town), {}
        for name, path in (("/", "/"), ("/b/<box>", f"/b/{town.box('tanngoc')}")):
            answer = live.server.client().get(path)
            head = sum(len(key) + len(value) + 4 for key, value in answer.headers.raw)
            weights[name] = (head, len(answer.content))
        live.server.stop()
    return weights
