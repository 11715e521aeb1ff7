"""The flood gate: who sends very much is slowed, then taken into a bay behind the ordinary queue; nobody is shut out.

A whole village may stand behind one carrier's address, so an address has an allowance that fills up again, and over it
each form is asked once to wait. Whoever comes back after the wait is taken, at low priority. What is remembered is
digests in memory, under a key that dies with the hour.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from crypto.contexts import Context
from crypto.derivation import derive
from crypto.keys import Key
from crypto.receipts import Receipt

WINDOW_SECONDS = 600.0
SHORTEST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 120
_KEY_LIVES_SECONDS = 3600.0
_MOST_REMEMBERED = 50_000
_CONTEXT = Context(b"homthu/1/flood")


Remembered = TypeVar("Remembered")


class Way(StrEnum):
    """What becomes of a form."""

    STRAIGHT = "straight"
    WAIT = "wait"
    BAY = "bay"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of it, and for how many seconds it waits."""

    way: Way
    wait_seconds: int = 0


@dataclass(slots=True)
class _Sender:
    tokens: float
    filled_at: float
    waiting: int = 0


@dataclass
class FloodGate:
    """One for each process; ``allowance`` is how many tips one address may send in ten minutes to this process."""

    allowance: int
    now: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _key: Key = field(default_factory=Key.generate)
    _key_made_at: float | None = None
    _senders: OrderedDict[bytes, _Sender] = field(default_factory=OrderedDict)
    _due: OrderedDict[bytes, float] = field(default_factory=OrderedDict)

    def weigh(self, address: str, receipt: Receipt) -> Verdict:
        """Say whether the form goes straight on, waits, or goes into the bay."""
        with self._lock:
            at = self.now()
            self._forget_hourly(at)
            sender, form = self._sender(address.encode(), at), self._digest(receipt.digest)
            if form in self._due:
                return self._weigh_again(sender, form, at)
            if sender.tokens >= 1:
                sender.tokens -= 1
                return Verdict(Way.STRAIGHT)
            sender.waiting += 1
            steps = 1 + sender.waiting // max(1, self.allowance)
            wait = min(LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS * steps)
            _remember(self._due, form, at + wait)
            return Verdict(Way.WAIT, wait)

    def spend(self, who: bytes) -> bool:
        """Say whether this sender is within the allowance; over it nobody waits, but what comes stands behind."""
        with self._lock:
            at = self.now()
            self._forget_hourly(at)
            sender = self._sender(who, at)
            if sender.tokens < 1:
                return False
            sender.tokens -= 1
            return True

    def _weigh_again(self, sender: _Sender, form: bytes, at: float) -> Verdict:
        left = self._due[form] - at
        if left > 0:
            return Verdict(Way.WAIT, int(left) + 1)
        del self._due[form]
        sender.waiting = max(0, sender.waiting - 1)
        return Verdict(Way.BAY)

    def _sender(self, who: bytes, at: float) -> _Sender:
        digest = self._digest(who)
        sender = self._senders.get(digest) or _Sender(self.allowance, at)
        gained = (at - sender.filled_at) * self.allowance / WINDOW_SECONDS
        sender.tokens, sender.filled_at = min(self.allowance, sender.tokens + gained), at
        _remember(self._senders, digest, sender)
        return sender

    def _digest(self, what: bytes) -> bytes:
        return derive(self._key.reveal() + what, _CONTEXT)

    def _forget_hourly(self, at: float) -> None:
        if self._key_made_at is None:
            self._key_made_at = at
        if at - self._key_made_at > _KEY_LIVES_SECONDS:
            self._key, self._key_made_at = Key.generate(), at
            self._senders.clear()
            self._due.clear()


def _remember(memory: OrderedDict[bytes, Remembered], digest: bytes, what: Remembered) -> None:
    memory[digest] = what
    memory.move_to_end(digest)
    if len(memory) > _MOST_REMEMBERED:
        memory.popitem(last=False)
