"""Open streams of one process: who waits for news, one look at the database for all of them, and four a session."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from api.ground.logs import LogEvent, log_error
from api.web.live.notifier import Notifier
from crypto.tokens import Token

Stamp = tuple[int, int]
Look = Callable[[list[tuple[Token, str]]], dict[bytes, Stamp | None]]
"""Takes sessions with whose they should be; returns stamps by the sessions' digests, None for one that has ended."""

MOST_OF_A_SESSION = 4
# Time alone brings a climbing tip.
_LOOK_SECONDS = 15.0
# Many commits within this time are one look.
_PAUSE_SECONDS = 0.1


@dataclass(eq=False)
class Stream:
    """One open page that waits."""

    token: Token
    officer_id: str
    stamp: Stamp | None = None
    is_over: bool = False
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Streams:
    """All open streams. It lives in the loop, and is asked from nowhere else."""

    def __init__(self, notifier: Notifier, look: Look) -> None:
        self._notifier = notifier
        self._look = look
        self._open: dict[bytes, list[Stream]] = {}

    @asynccontextmanager
    async def open(self, token: Token, officer_id: str) -> AsyncIterator[Stream]:
        """Yield a stream; the oldest of a session that has four ends."""
        stream = Stream(token, officer_id)
        mine = self._open.setdefault(token.digest, [])
        mine.append(stream)
        while len(mine) > MOST_OF_A_SESSION:
            _end(mine.pop(0))
        try:
            self._tell([stream], await to_thread.run_sync(self._look, [(token, officer_id)]))
            stream.news.clear()
            yield stream
        finally:
            if stream in mine:
                mine.remove(stream)
            if not mine and self._open.get(token.digest) is mine:
                del self._open[token.digest]

    async def watch(self) -> None:
        """Look once for all streams whenever the database has changed, until cancelled."""
        seen = 0
        while True:
            seen = await self._notifier.wait(seen, at_most_seconds=_LOOK_SECONDS)
            waiting = [stream for streams in self._open.values() for stream in streams]
            if waiting:
                asked = {stream.token.digest: (stream.token, stream.officer_id) for stream in waiting}
                await self._look_once(waiting, list(asked.values()))
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _look_once(self, waiting: list[Stream], asked: list[tuple[Token, str]]) -> None:
        try:
            self._tell(waiting, await to_thread.run_sync(self._look, asked))
        except SQLAlchemyError as error:
            # The streams wait on: the next ring or beat looks again.
            log_error(LogEvent.LIVE_PAGES_WAIT, error)

    def _tell(self, streams: Iterable[Stream], stamps: dict[bytes, Stamp | None]) -> None:
        for stream in streams:
            stamp = stamps.get(stream.token.digest)
            if stamp is None:
                _end(stream)
            elif stamp != stream.stamp:
                stream.stamp = stamp
                stream.news.set()


def _end(stream: Stream) -> None:
    stream.is_over = True
    stream.news.set()
