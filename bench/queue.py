"""How long the queue's page takes with few tips and with very many."""

import secrets
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlmodel import select

from bench.grounds import AREA, COMMUNE, open_town
from tests.live import LiveTown
from tests.town import Town
from triage.ground.insertion import insert_all
from triage.offices.posts.tables import Post, PostKey
from triage.tips.record.tables import Tip, TipAccess

SIZES = (1_000, 100_000, 1_000_000)
_ROUNDS = 205
_AT_ONCE = 5_000


@dataclass(frozen=True)
class QueueTime:
    """One measured size."""

    database: str
    tips: int
    median_ms: float
    p99_ms: float


def run_queue(kind: str, sizes: tuple[int, ...] = SIZES) -> Iterator[QueueTime]:
    """Fill one post's queue step by step, and time its first page at each size."""
    with open_town(kind) as town:
        live, filled = LiveTown(town), 0
        client = live.sign_in("tanngoc")
        for size in sizes:
            _fill(town, filled, size)
            filled = size
            spans = []
            for _ in range(_ROUNDS):
                started = time.perf_counter()
                page = client.get("/officer/queue")
                spans.append(1000 * (time.perf_counter() - started))
                assert page.text.count('href="/officer/tips/') == 50  # noqa: S101, PLR2004, a page holds fifty
            yield QueueTime(kind, size, statistics.median(spans[5:]), statistics.quantiles(spans[5:], n=100)[98])
        live.server.stop()


def _fill(town: Town, start: int, end: int) -> None:
    # What lies under lock is of no matter here: a list opens nothing.
    now = datetime.now(UTC) - timedelta(hours=1)
    with town.database.writing() as session:
        post, key = session.exec(select(Post, PostKey).join(PostKey).where(Post.area_id == AREA)).one()
        for first in range(start, end, _AT_ONCE):
            numbers = range(first, min(end, first + _AT_ONCE))
            ids = [secrets.token_hex(16) for _ in numbers]
            common = {"priority": 2, "accepted_at": now}
            insert_all(
                session,
                Tip,
                [
                    {
                        "id": tip_id,
                        "channel": "web",
                        "area_id": AREA,
                        "post_id": post.id,
                        "category": "theft",
                        "status": "new",
                        "public_key": b"",
                        "register_name": COMMUNE,
                        "register_year": 2020,
                        "register_number": number,
                        "ask_again_at": now,
                        **common,
                    }
                    for number, tip_id in zip(numbers, ids, strict=True)
                ],
            )
            access = {"post_key_id": key.id, "post_id": post.id, "seed_sealed": b"", "month": "2026-11"}
            rows = [{"tip_id": tip_id, "reason_locked": b"", "visible_at": now} for tip_id in ids]
            insert_all(session, TipAccess, [{**row, **access, **common, "due_at": now} for row in rows])
        session.commit()
        # PostgreSQL takes statistics by itself a minute after many rows came in one go. SQLite never does.
        if session.connection().dialect.name == "postgresql":
            session.connection().exec_driver_sql("ANALYZE")
        session.commit()
