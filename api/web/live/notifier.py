"""Tells this process whenever any process has changed the database.

On PostgreSQL it listens (LISTEN/NOTIFY). On SQLite it looks forty times a second at the file's change counter, which
costs some ten microseconds and sees every process's commits.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator

from sqlalchemy import URL

from api.ground.logs import LogEvent, log_error

_LOOK_SECONDS = 0.025
_AGAIN_SECONDS = 1.0


class Notifier:
    """Wakes every waiter when the database has changed. One for each process."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._notified = asyncio.Event()
        self._changes = 0

    async def wait(self, seen: int, *, at_most_seconds: float) -> int:
        """Return how many changes there were, as soon as those are others than ``seen``, or when the time is over.

        What changes while its waiter is elsewhere is found at the next call, and not at the next change.
        """
        if self._changes == seen:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._notified.wait(), at_most_seconds)
        return self._changes

    def _notify(self) -> None:
        self._changes += 1
        # Those that wait now are woken; later ones wait for the next notification.
        self._notified.set()
        self._notified = asyncio.Event()

    async def watch(self) -> None:
        """Notify until cancelled. While the database is away it tries again each second."""
        watching = self._look_at_file if self._url.drivername.startswith("sqlite") else self._listen
        while True:
            try:
                await watching()
            except (sqlite3.Error, OSError) as error:
                log_error(LogEvent.LIVE_PAGES_WAIT, error)
                await asyncio.sleep(_AGAIN_SECONDS)
                self._notify()

    async def _listen(self) -> None:
        from api.web.live.channel import listen  # noqa: PLC0415, with a driver that SQLite does not need

        async for _change in listen(self._url):
            self._notify()

    async def _look_at_file(self) -> None:
        file = f"file:{self._url.database}?mode=ro"
        with contextlib.closing(sqlite3.connect(file, uri=True)) as connection:
            last = None
            while True:
                (seen,) = connection.execute("PRAGMA data_version").fetchone()
                if last not in (None, seen):
                    self._notify()
                last = seen
                await asyncio.sleep(_LOOK_SECONDS)


@contextlib.asynccontextmanager
async def open_notifier(url: URL) -> AsyncIterator[Notifier]:
    """Return a notifier that works while the context is open."""
    notifier = Notifier(url)
    watch = asyncio.create_task(notifier.watch())
    try:
        yield notifier
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch
