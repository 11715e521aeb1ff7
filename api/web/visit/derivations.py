"""Passphrases are stretched in threads of their own, a few at a time, and never in those that serve pages.

Each derivation takes 64 MiB and a core for a while. Officers who sign in at one moment take turns; where more wait than
can be served in some seconds, the next is told to come back, and pages are served all the while.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial, wraps
from threading import Lock
from typing import Protocol, TypeVar

_MAX_WAITING = 32
# Pages go first where both want the core.
_NICENESS = 5
RETRY_AFTER_SECONDS = 5

Result = TypeVar("Result")


class DerivationsBusy(Exception):
    """As many passphrases wait to be checked as can wait."""


class Derivations:
    """The threads of one process that derive, and how many requests wait for them."""

    def __init__(self, *, processes: int) -> None:
        """Make the threads of one process, which shares the machine's cores with ``processes`` in all."""
        at_once = max(1, (os.cpu_count() or 1) // processes)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="derivation", initializer=_give_way)
        self._lock = Lock()
        self._left = at_once + _MAX_WAITING

    async def run(self, work: Callable[[], Result]) -> Result:
        """Return what ``work`` returns, called in its turn. Raises DerivationsBusy at once where too many wait."""
        with self._lock:
            if self._left <= 0:
                raise DerivationsBusy
            self._left -= 1
        future = self._threads.submit(copy_context().run, work)
        # A request that is given up frees its place when its turn is over, and not before.
        future.add_done_callback(self._free)
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _free(self, _future: object) -> None:
        with self._lock:
            self._left += 1


def _give_way() -> None:
    # On Linux a thread has a niceness of its own.
    os.nice(_NICENESS)


class _HasDerivations(Protocol):
    """A visit, as far as this file needs it."""

    @property
    def derivations(self) -> Derivations:
        """The threads of the process."""
        ...


def derives(endpoint: Callable[..., Result]) -> Callable[..., Awaitable[Result]]:
    """Let an endpoint that stretches a passphrase run in its turn among those that do. It has a parameter ``visit``."""

    @wraps(endpoint)
    async def take_turn(*, visit: _HasDerivations, **others: object) -> Result:
        return await visit.derivations.run(partial(endpoint, visit=visit, **others))

    return take_turn
