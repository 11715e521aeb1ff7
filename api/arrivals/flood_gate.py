"""The flood gate: a sender of very many forms is slowed, then taken into a bay behind the ordinary queue.

No one is shut out, and danger to life is never slowed or laid behind: a whole village may stand behind one carrier's
address, and an attacker may too. Allowances are counted for each address, its network, each box and the installation;
each fills up again. A form over one of them is asked once to wait, or to show a small proof of work instead, and is
taken when it comes back. What is remembered is digests in memory, under a key that dies with the hour.
"""

import secrets
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
from crypto.proof_of_work import is_solved
from crypto.receipts import Receipt

WINDOW_SECONDS = 600.0
SHORTEST_WAIT_SECONDS = 15
LONGEST_WAIT_SECONDS = 120
# Times the allowance of one address. A network of IPv6 has 256 households, a box is known to a village.
_OF_NETWORK, _OF_BOX, _OF_INSTALLATION = 4, 4, 40
_OF_REQUESTS = 20
_OF_RECEIPT = 20
_OF_DANGER = 600
_KEY_LIVES_SECONDS = 3600.0
_MAX_REMEMBERED = 50_000
_CONTEXT, _CHALLENGE = Context(b"homthu/1/flood"), Context(b"homthu/1/flood-challenge")

Remembered = TypeVar("Remembered")


class Way(StrEnum):
    """What becomes of a form."""

    STRAIGHT = "straight"
    WAIT = "wait"
    BAY = "bay"


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a request comes from."""

    address: str = field(repr=False)
    """A network address, an IPv6 one shortened to a household."""
    network: str = field(repr=False)
    """The network around it, for IPv6; for IPv4 the address itself."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """A form at the gate."""

    sender: Sender
    box: str
    receipt: Receipt
    is_danger: bool = False
    proof: str = field(default="", repr=False)
    """The answer to the challenge of an earlier verdict."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the form, for how many seconds it waits, and what a browser can solve instead of waiting."""

    way: Way
    wait_seconds: int = 0
    challenge: str = field(default="", repr=False)
    spent: tuple[bytes, ...] = field(default=(), repr=False)
    """Which allowances it used; FloodGate.refund gives them back."""


@dataclass(slots=True)
class _Allowance:
    most: float
    tokens: float
    filled_at: float

    def fill(self, at: float) -> None:
        self.tokens = min(self.most, self.tokens + (at - self.filled_at) * self.most / WINDOW_SECONDS)
        self.filled_at = at


def _vary() -> float:
    """Return a factor around one: what is left of an allowance must not tell a neighbour how many forms others sent."""
    return 0.75 + secrets.randbelow(501) / 1000


@dataclass
class FloodGate:
    """One for each process; ``allowance`` is how many tips one address may send in ten minutes to this process."""

    allowance: int
    now: Callable[[], float] = time.monotonic
    vary: Callable[[], float] = _vary
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _key: Key = field(default_factory=Key.generate)
    _key_made_at: float | None = None
    _allowances: OrderedDict[bytes, _Allowance] = field(default_factory=OrderedDict)
    _due: OrderedDict[bytes, float] = field(default_factory=OrderedDict)
    _waiting: int = 0

    def weigh(self, form: Arriving) -> Verdict:
        """Say whether the form goes straight on, waits, or goes into the bay."""
        with self._lock:
            at = self._begin()
            limits = [
                self._find(b"address", form.sender.address, self.allowance, at),
                self._find(b"network", form.sender.network, self.allowance * _OF_NETWORK, at),
                self._find(b"box", form.box, self.allowance * _OF_BOX, at),
                self._find(b"installation", "", self.allowance * _OF_INSTALLATION, at),
            ]
            if form.is_danger:
                return self._weigh_danger(form, limits, at)
            if self._has_all(limits):
                return Verdict(Way.STRAIGHT, spent=self._take(limits))
            if self._is_proved(form):
                proved = [self._find(b"proved", form.box, self.allowance * _OF_BOX, at)]
                return Verdict(Way.STRAIGHT if self._has_all(proved) else Way.BAY, spent=self._take(proved))
            return self._let_wait(form, Way.BAY, at)

    def weigh_request(self, sender: Sender) -> int:
        """Return for how many seconds one more request of the sender, of whatever kind, has to wait; 0 for none."""
        return self._weigh_often(b"request", sender.address, self.allowance * _OF_REQUESTS)

    def weigh_addition(self, receipt: Receipt) -> int:
        """Return for how many seconds one more message to the receipt's thread has to wait; 0 for none."""
        return self._weigh_often(b"receipt", receipt.digest.hex(), _OF_RECEIPT)

    def spend(self, who: bytes) -> bool:
        """Say whether this sender is within the allowance; over it no sender waits, but what comes stands behind."""
        with self._lock:
            limit = [self._find(b"sender", who.hex(), self.allowance, self._begin())]
            has_tokens = self._has_all(limit)
            self._take(limit)
            return has_tokens

    def refund(self, verdict: Verdict) -> None:
        """Give back what the form used: nothing was stored for it."""
        with self._lock:
            for digest in verdict.spent:
                allowance = self._allowances.get(digest)
                if allowance is not None:
                    allowance.tokens = min(allowance.most, allowance.tokens + 1)

    def _weigh_danger(self, form: Arriving, limits: list[bytes], at: float) -> Verdict:
        danger = [self._find(b"danger", "", _OF_DANGER, at)]
        if self._has_all(danger):
            # The box's and the installation's allowances stay for the others: junk that cries danger uses up none.
            return Verdict(Way.STRAIGHT, spent=self._take([*danger, *limits[:2]]))
        return self._let_wait(form, Way.STRAIGHT, at)

    def _let_wait(self, form: Arriving, then: Way, at: float) -> Verdict:
        digest = self._digest(b"form", form.receipt.digest.hex())
        due = self._due.get(digest)
        if due is not None and due <= at:
            del self._due[digest]
            self._waiting = max(0, self._waiting - 1)
            return Verdict(then)
        if due is None:
            self._waiting += 1
            steps = 1 + self._waiting // max(1, self.allowance)
            due = at + min(LONGEST_WAIT_SECONDS, SHORTEST_WAIT_SECONDS * steps)
            _remember(self._due, digest, due)
            return Verdict(Way.WAIT, int(due - at), self._challenge(form))
        return Verdict(Way.WAIT, int(due - at) + 1, self._challenge(form))

    def _weigh_often(self, kind: bytes, what: str, most: int) -> int:
        with self._lock:
            digest = self._find(kind, what, most, self._begin())
            allowance = self._allowances[digest]
            if allowance.tokens >= 1:
                allowance.tokens -= 1
                return 0
            return int((1 - allowance.tokens) * WINDOW_SECONDS / allowance.most) + 1

    def _is_proved(self, form: Arriving) -> bool:
        return bool(form.proof) and is_solved(self._challenge(form), form.proof)

    def _challenge(self, form: Arriving) -> str:
        return derive(self._key.reveal() + form.receipt.digest, _CHALLENGE).hex()[:32]

    def _has_all(self, limits: list[bytes]) -> bool:
        return all(self._allowances[digest].tokens >= 1 for digest in limits)

    def _take(self, limits: list[bytes]) -> tuple[bytes, ...]:
        taken = tuple(digest for digest in limits if self._allowances[digest].tokens >= 1)
        for digest in taken:
            self._allowances[digest].tokens -= 1
        return taken

    def _find(self, kind: bytes, what: str, most: int, at: float) -> bytes:
        digest = self._digest(kind, what)
        allowance = self._allowances.get(digest)
        if allowance is None:
            varied = max(1.0, most * self.vary())
            allowance = _Allowance(varied, varied, at)
        allowance.fill(at)
        _remember(self._allowances, digest, allowance)
        return digest

    def _digest(self, kind: bytes, what: str) -> bytes:
        return derive(self._key.reveal() + kind + b":" + what.encode(), _CONTEXT)

    def _begin(self) -> float:
        """Return the time; forget everything where the hour is over."""
        at = self.now()
        if self._key_made_at is None:
            self._key_made_at = at
        if at - self._key_made_at > _KEY_LIVES_SECONDS:
            self._key, self._key_made_at, self._waiting = Key.generate(), at, 0
            self._allowances.clear()
            self._due.clear()
        return at


def _remember(memory: OrderedDict[bytes, Remembered], digest: bytes, what: Remembered) -> None:
    memory[digest] = what
    memory.move_to_end(digest)
    if len(memory) > _MAX_REMEMBERED:
        memory.popitem(last=False)
