"""Gathering what several requests write at once into one transaction.

A commit waits for the disk, and every statement waits for its turn among the threads of this process: for eight tips at
once that is once instead of eight times. No request waits to be joined: the first one that comes writes at once, and
what comes while it writes is written next, together. A request is answered after the commit that holds what it wrote.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_AT_ONCE = 32
# PostgreSQL ends one of two transactions that wait for each other (appendix A of its manual).
_DEADLOCK = "40P01"


@dataclass(eq=False)
class _Waiting(Generic[Item, Result]):
    """What a request wants written, and what became of it."""

    item: Item
    result: Result | None = None
    error: BaseException | None = None
    is_done: bool = False


@dataclass(eq=False)
class Gatherer(Generic[Item, Result]):
    """Writes items in transactions of several.

    ``store_all`` writes all items and commits, or raises and has written none of them. ``store_one`` does the same for
    one: it is asked for each where ``store_all`` failed, so that an item that cannot be stored takes no other with it.
    """

    store_all: Callable[[Sequence[Item]], Sequence[Result]]
    store_one: Callable[[Item], Result]
    _queue: deque[_Waiting[Item, Result]] = field(default_factory=deque)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def put(self, item: Item) -> Result:
        """Write the item; when this returns, it is on disk. Raises what storing it raised."""
        mine = _Waiting[Item, Result](item)
        self._queue.append(mine)
        with self._turn:
            # Another request may have written it while this one waited for its turn.
            while not mine.is_done:
                self._write(self._take())
        if mine.error is not None:
            raise mine.error
        return mine.result  # type: ignore[return-value]  # done, and no error: it is there

    def _take(self) -> list[_Waiting[Item, Result]]:
        return [self._queue.popleft() for _ in range(min(len(self._queue), _MOST_AT_ONCE))]

    def _write(self, taken: list[_Waiting[Item, Result]]) -> None:
        try:
            if len(taken) > 1 and self._write_together(taken):
                return
            for each in taken:
                self._write_alone(each)
        finally:
            for each in taken:
                each.is_done = True

    def _write_together(self, taken: list[_Waiting[Item, Result]]) -> bool:
        try:
            results = self.store_all([each.item for each in taken])
        except (OperationalError, PoolTimeout) as error:
            if _is_deadlock(error):
                return False
            # The database is away or full: each alone would wait for it again, one after the other.
            for each in taken:
                each.error = error
            return True
        except Exception:  # noqa: BLE001, whichever of them it was: each is asked alone, and raises its own
            return False
        except BaseException as error:  # noqa: BLE001, this thread is ending: no other may take its form for stored
            for each in taken:
                each.error = error
            return True
        for each, result in zip(taken, results, strict=True):
            each.result = result
        return True

    def _write_alone(self, each: _Waiting[Item, Result]) -> None:
        try:
            each.result = self.store_one(each.item)
        except BaseException as error:  # noqa: BLE001, it is raised in the thread that put the item
            each.error = error


def _is_deadlock(error: OperationalError | PoolTimeout) -> bool:
    return isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") == _DEADLOCK
