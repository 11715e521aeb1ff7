"""A thousand alerts through two workers that are killed in the middle: each is said, and hardly one twice."""

import threading
from collections import Counter
from datetime import UTC, datetime

from sqlmodel import col, func, select, update

from tests.live import LiveWorker
from tests.local_push import LocalPush, run_push
from tests.town import Town
from triage.desk.alerts.outbox import OPEN_STATES, AlertState, queue_test
from triage.desk.alerts.tables import Alert, AlertAddress

ALERTS, ADDRESSES, KILLS = 1_000, 8, 2


def _queue(town: Town, push: LocalPush) -> None:
    officer = town.officer("tanngoc")
    for number in range(ADDRESSES):
        assert officer.post("/officer/alerts", data=push.subscription(f"a{number}")).status_code == 303
    with town.database.writing() as session:
        addresses = session.exec(select(AlertAddress)).all()
        for number in range(ALERTS):
            queue_test(session, addresses[number % ADDRESSES], at=datetime(2026, 1, 1, tzinfo=UTC))
        session.commit()


def _count(town: Town, *states: AlertState) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).where(col(Alert.state).in_(states))).one()


def _let_leases_end(town: Town) -> None:
    """As if the minutes had passed for which a dead worker's alerts are held."""
    with town.database.writing() as session:
        held = update(Alert).where(col(Alert.state) == AlertState.TAKEN)
        session.exec(held.values(next_at=datetime(2026, 1, 1, tzinfo=UTC)))
        session.commit()


def test_each_alert_is_said_when_workers_die_in_the_middle(town: Town) -> None:
    pause = threading.Event()
    with run_push() as push:
        town.restart(push_hosts=(push.host,))
        _queue(town, push)
        workers = [LiveWorker(town, name=f"worker{number}") for number in (1, 2)]
        try:
            for kill in range(1, KILLS + 1):
                while len(push.pushed) < kill * ALERTS // (KILLS + 1):
                    pause.wait(0.01)
                for worker in workers:
                    worker.kill()
                # Both are dead now: whatever one of them held, nobody will settle.
                _let_leases_end(town)
                for worker in workers:
                    worker.restart()
            while _count(town, *OPEN_STATES):
                pause.wait(0.05)
        finally:
            for worker in workers:
                worker.kill()
    assert _count(town, AlertState.SENT) == ALERTS
    times = Counter(message.path for message in push.pushed)
    assert all(times[f"/a{number}"] >= ALERTS // ADDRESSES for number in range(ADDRESSES))
    # A worker that dies has said one that it did not note; nothing else comes twice.
    assert ALERTS <= len(push.pushed) <= ALERTS + KILLS * len(workers)
