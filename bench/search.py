"""How long a search takes over ten thousand tips, the first time and later ones."""

import time
from dataclasses import dataclass

import httpx

from bench.grounds import AREA, open_town
from crypto.receipts import Receipt
from intake.areas.tables import AreaId
from intake.channels.web.build import build_submission
from intake.channels.web.form import TipForm
from tests.live import LiveTown
from tests.town import Town
from triage.channels.web.receive import receive

_TIPS = 10_000
_WORDS = "kim tiêm bờ ao"


@dataclass(frozen=True)
class SearchTime:
    """One measured database."""

    database: str
    tips: int
    first_seconds: float
    later_seconds: float


def run_search(kind: str) -> SearchTime:
    """Fill one officer's post with tips, and search them over HTTP."""
    with open_town(kind) as town:
        _fill(town)
        live = LiveTown(town)
        client = live.sign_in("tanngoc")
        first = _time(client)
        later = min(_time(client) for _round in range(3))
        live.server.stop()
    return SearchTime(kind, _TIPS, first, later)


def _time(client: httpx.Client) -> float:
    started = time.perf_counter()
    page = client.post("/officer/search", data={"words": _WORDS}, timeout=120, follow_redirects=True).text
    if "Thấy 10 tin." not in page:
        raise RuntimeError("the search did not find what is there")
    return time.perf_counter() - started


def _fill(town: Town) -> None:
    context = town.app.state.context
    tree = context.localities.get(town.database).tree
    with town.database.reading() as reading, town.database.writing() as writing:
        for number in range(_TIPS):
            what = "Sáng ra bờ ao toàn kim tiêm" if number % (_TIPS // 10) == 0 else f"Việc số {number} ở đầu làng " * 4
            submission = build_submission(
                TipForm(what=what),
                receipt=Receipt.mint(),
                area_id=AreaId(AREA),
                categories=frozenset(),
                custody=town.settings.custody,
                policy="discard",
            )
            receive(
                submission,
                reading=reading,
                writing=writing,
                tree=tree,
                installation=context.installation,
                at=town.clock.now(),
            )
        writing.commit()
