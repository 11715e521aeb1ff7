"""A process that serves no page any more ends itself, and its supervisor starts another.

It is tried where it can hang: the loop, and behind it the threads in which pages are made. A thread that is stuck in a
library's code cannot be ended from outside, so the process goes as a whole; what was acknowledged is on disk.
"""

import asyncio
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import contextmanager
from dataclasses import dataclass

from anyio.to_thread import run_sync

from api.ground.logs import LogEvent

# Longer than a page may wait for the database (its own limit is 30 s), so that a slow database restarts nothing.
_PATIENCE_SECONDS = 90.0
_BETWEEN_SECONDS = 5.0
_STOP_SECONDS = 6.0
_HUNG = 70  # EX_SOFTWARE

_log = logging.getLogger("homthu")


@dataclass(frozen=True, slots=True)
class Watchdog:
    """Tries the process now and then."""

    loop: asyncio.AbstractEventLoop
    end: Callable[[int], None] = os._exit
    patience_seconds: float = _PATIENCE_SECONDS
    between_seconds: float = _BETWEEN_SECONDS

    def watch(self, stop: threading.Event) -> None:
        """Try until told to stop. Ends the process where a try finds no thread in time."""
        while not stop.wait(self.between_seconds):
            probe = asyncio.run_coroutine_threadsafe(_try_threads(), self.loop)
            try:
                probe.result(self.patience_seconds)
            except (FutureTimeout, TimeoutError):
                if stop.is_set():
                    return
                _log.critical(LogEvent.PROCESS_HANGS)
                self.end(_HUNG)
                return


async def _try_threads() -> None:
    await run_sync(_do_nothing)


def _do_nothing() -> None:
    """Be there."""


@contextmanager
def watch_process() -> Iterator[None]:
    """Watch this process while its loop runs. Afterwards it ends within seconds, whatever its threads still do."""
    stop = threading.Event()
    watchdog = Watchdog(asyncio.get_running_loop())
    threading.Thread(target=watchdog.watch, args=[stop], name="watchdog", daemon=True).start()
    try:
        yield
    finally:
        stop.set()
        end_soon()


def end_soon(seconds: float = _STOP_SECONDS) -> threading.Timer:
    """End the process after a while where it has not ended by itself: Python waits for a stuck thread for ever."""
    timer = threading.Timer(seconds, os._exit, args=[0])
    timer.daemon = True
    timer.start()
    return timer
