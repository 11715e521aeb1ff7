"""Turns and room for files that residents send: no sender, and no flood of files, keeps the others waiting without end.

No queue is endless: what is held in memory is limited for each sender and for all, and a file for which there is
no room is refused by name while its text is kept. Files are taken apart a few at a time; each sender has one in hand.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from anyio import CapacityLimiter, fail_after
from anyio.to_thread import run_sync

from api.arrivals.flood_gate import Sender
from intake.attachments.budget import FormBudget
from intake.attachments.errors import FileRefused, Why
from intake.attachments.limits import MOST_BYTES
from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile

_MAX_HELD_BYTES = 4 * MOST_BYTES
_MAX_HELD_BYTES_OF_SENDER = 2 * MOST_BYTES
_AT_ONCE = 2
# How long a file may wait for its turn; the resident looks at a page that does not change meanwhile.
_MAX_WAIT_SECONDS = 60.0


class NoRoom(StrEnum):
    """Why a file is not held."""

    TOO_LARGE = "too_large"
    BUSY = "busy"


@dataclass
class FileSlots:
    """One for each process. Its methods are called in the process's loop only."""

    _held: Counter[str] = field(default_factory=Counter)
    _turns: dict[str, CapacityLimiter] = field(default_factory=dict)
    _all: CapacityLimiter | None = None

    def open_room(self, sender: Sender, most_bytes: int = MOST_BYTES) -> "FileRoom":
        """Return room for the files of one form."""
        return FileRoom(self._held, sender.address, most_bytes)

    async def make_safe(self, content: bytes, name: str, sender: Sender, budget: FormBudget) -> SafeFile:
        """Make one file of a form safe in its turn. Raises FileRefused, also where its turn does not come."""
        async with self._take_turn(sender) as limiter:
            return await run_sync(partial(make_safe, content, name, budget=budget), limiter=limiter)

    @asynccontextmanager
    async def _take_turn(self, sender: Sender) -> AsyncIterator[CapacityLimiter]:
        # Made here, because a limiter belongs to a running loop.
        if self._all is None:
            self._all = CapacityLimiter(_AT_ONCE)
        mine = self._turns.setdefault(sender.address, CapacityLimiter(1))
        holder = object()
        await _acquire(mine, holder)
        try:
            await _acquire(self._all, holder)
            try:
                # The turn is taken: no other limit is to keep the thread.
                yield CapacityLimiter(1)
            finally:
                self._all.release_on_behalf_of(holder)
        finally:
            mine.release_on_behalf_of(holder)
            if not mine.borrowed_tokens:
                self._turns.pop(sender.address, None)


async def _acquire(limiter: CapacityLimiter, holder: object) -> None:
    try:
        with fail_after(_MAX_WAIT_SECONDS):
            await limiter.acquire_on_behalf_of(holder)
    except TimeoutError as error:
        raise FileRefused(Why.BUSY) from error


class FileRoom:
    """What one form may hold in memory."""

    def __init__(self, held: Counter[str], sender: str, most_bytes: int) -> None:
        self._held = held
        self._sender = sender
        self._left = most_bytes
        self._mine = 0

    @classmethod
    def closed(cls) -> "FileRoom":
        """Return room for nothing."""
        return cls(Counter(), "", 0)

    def take(self, count: int) -> NoRoom | None:
        """Make room for so many bytes more, or say why there is none."""
        self._left -= count
        if self._left < 0:
            return NoRoom.TOO_LARGE
        if self._held[self._sender] + count > _MAX_HELD_BYTES_OF_SENDER or self._held.total() + count > _MAX_HELD_BYTES:
            return NoRoom.BUSY
        self._held[self._sender] += count
        self._mine += count
        return None

    def clear(self) -> None:
        """Hold nothing any more."""
        self._held[self._sender] -= self._mine
        self._mine = 0
        if self._held[self._sender] <= 0:
            del self._held[self._sender]
