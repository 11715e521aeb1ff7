"""How long a call of two hours takes: accepted over HTTP, and read."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.acceptance import send
from bench.grounds import open_town
from bench.sender import SMS, SPEECH
from intake.areas.load import BINH_XUYEN
from intake.reading.gazetteer.find import Gazetteer
from intake.reading.gazetteer.read import read_area_tree
from intake.reading.masking.mask import mask
from intake.reading.words.tables import WordTables
from tests.live import LiveTown

_SEGMENTS = 5000
_ROUNDS = 5


@dataclass(frozen=True)
class LongCall:
    """The best of five."""

    words: int
    accepted_ms: float
    finding_ms: float
    masking_ms: float
    words_ms: float


def time_long_call() -> LongCall:
    """Send a call of 5,000 segments to a server on SQLite, and read the same words here."""
    text = " ".join([SPEECH[number % len(SPEECH)] for number in range(_SEGMENTS - 1)] + [SMS])
    gazetteer, words = Gazetteer(read_area_tree(BINH_XUYEN)), WordTables.load()
    with open_town("sqlite") as town:
        live = LiveTown(town)
        accepted_ms = min(send(live, "long call", senders=1, each=1)["slowest_ms"] for _round in range(_ROUNDS))
        live.server.stop()
    return LongCall(
        words=len(text.split()),
        accepted_ms=accepted_ms,
        finding_ms=_time(lambda: gazetteer.find(text)),
        masking_ms=_time(lambda: mask(text)),
        words_ms=_time(lambda: (words.is_danger(text), words.seems_about_police(text))),
    )


def _time(work: Callable[[], object]) -> float:
    spans = []
    for _round in range(_ROUNDS):
        started = time.perf_counter()
        work()
        spans.append(1000 * (time.perf_counter() - started))
    return min(spans)
