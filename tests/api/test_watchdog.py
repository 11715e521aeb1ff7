"""A process whose threads hang ends itself, and one that is told to end does, whatever its threads do."""

import asyncio
import subprocess
import sys
import threading

from anyio import CapacityLimiter
from anyio.to_thread import current_default_thread_limiter, run_sync

from api.web.app.watchdog import Watchdog
from tests.loops import run_alone

_STUCK = """
import asyncio, threading
from anyio.to_thread import run_sync
from tests.loops import run_alone
from api.web.app import watchdog
watchdog.end_soon.__defaults__ = (0.3,)
async def main():
    with watchdog.watch_process():
        asyncio.create_task(run_sync(threading.Event().wait))
        await asyncio.sleep(0.1)
asyncio.run(main())
"""


def _watch(*, is_stuck: bool) -> list[int]:
    """Run a loop whose page threads are all taken, or not; return with which statuses the watchdog ended it."""
    ended: list[int] = []

    async def main() -> None:
        release, stop = threading.Event(), threading.Event()
        limiter: CapacityLimiter = current_default_thread_limiter()
        limiter.total_tokens = 2
        tasks = [asyncio.create_task(run_sync(release.wait)) for _ in range(2 if is_stuck else 1)]

        def end(status: int) -> None:
            ended.append(status)
            stop.set()

        watchdog = Watchdog(asyncio.get_running_loop(), end, patience_seconds=0.2, between_seconds=0.01)
        rounds = asyncio.create_task(asyncio.to_thread(watchdog.watch, stop))
        if not is_stuck:
            for _ in range(20):
                await run_sync(int)
            stop.set()
        await rounds
        release.set()
        await asyncio.gather(*tasks)

    run_alone(main())
    return ended


def test_process_ends_itself_when_no_thread_for_pages_is_free() -> None:
    assert _watch(is_stuck=True) == [70]


def test_process_goes_on_when_one_thread_is_free() -> None:
    assert _watch(is_stuck=False) == []


def test_process_ends_when_a_thread_hangs_after_it_was_told_to_stop() -> None:
    done = subprocess.run([sys.executable, "-c", _STUCK], check=False, timeout=60)
    assert done.returncode == 0
