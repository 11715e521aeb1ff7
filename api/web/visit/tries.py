"""Slowing down guesses at passphrases: each further attempt on an account waits longer, whether it exists or not, and
so does each further attempt from one network address, whatever names it makes up.

What is remembered is digests in memory, under a key of this process: a name that was typed may be a passphrase, and
must stand nowhere. Several processes each have their own count. Browsers in which the account has signed in before are
counted apart from all others, or an attacker could keep an officer out by guessing all day.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crypto.contexts import Context
from crypto.derivation import derive
from crypto.keys import Key
from triage.offices.accounts.accounts import normalise_username

_FREE = 5
# A station's officers share an address, and each mistypes now and then.
_FREE_OF_SENDER = 40
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)
_MOST_REMEMBERED = 50_000
_CONTEXT, _KNOWN = Context(b"homthu/1/sign-in-tries"), Context(b"homthu/1/sign-in-tries-known")
_SENDER = Context(b"homthu/1/sign-in-tries-sender")
_GATHERED_FOR = timedelta(minutes=10)


class TriesTooFast(Exception):
    """Too many attempts on the account, or from the address; ``wait`` says how long the next one waits."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The wait in whole seconds, for ``Retry-After``."""
        return int(self.wait.total_seconds()) + 1


@dataclass(slots=True)
class _Count:
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whose passphrase is tried, and from where."""

    username: str = field(repr=False)
    sender: str = field(repr=False)
    is_known_browser: bool


@dataclass
class SignInTries:
    """One for each process."""

    _key: Key = field(default_factory=Key.generate)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _counts: OrderedDict[bytes, _Count] = field(default_factory=OrderedDict)
    _made_up: int = 0
    _told_at: datetime | None = None

    def take(self, attempt: Attempt, *, at: datetime) -> None:
        """Count an attempt before it is made, so that many at once are many. Raises TriesTooFast."""
        with self._lock:
            limits = self._list_limits(attempt)
            left = max(self._find_wait(digest, free, at) for digest, free in limits)
            if left > timedelta(0):
                raise TriesTooFast(left)
            for digest, _free in limits:
                self._add(digest, at)

    def forget(self, attempt: Attempt) -> None:
        """Forget the attempts of an officer who has signed in; those of others meanwhile are not forgotten."""
        with self._lock:
            account, *others = self._list_limits(attempt)
            self._counts.pop(account[0], None)
            # Of the address only this attempt: a guesser who owns one account would clear the count with it.
            for digest, _free in others:
                count = self._counts.get(digest)
                if count is not None:
                    count.count = max(0, count.count - 1)

    def gather_made_up(self, *, at: datetime) -> int:
        """Count an attempt on a name that no account has. Return how many to journal in one line; 0 for none yet."""
        with self._lock:
            self._made_up += 1
            if self._told_at is not None and timedelta(0) <= at - self._told_at < _GATHERED_FOR:
                return 0
            gathered, self._made_up, self._told_at = self._made_up, 0, at
            return gathered

    def _list_limits(self, attempt: Attempt) -> list[tuple[bytes, int]]:
        name = normalise_username(attempt.username).encode(errors="surrogatepass")
        if attempt.is_known_browser:
            return [(derive(self._key.reveal() + name, _KNOWN), _FREE)]
        sender = derive(self._key.reveal() + attempt.sender.encode(), _SENDER)
        return [(derive(self._key.reveal() + name, _CONTEXT), _FREE), (sender, _FREE_OF_SENDER)]

    def _find_wait(self, digest: bytes, free: int, at: datetime) -> timedelta:
        count = self._counts.get(digest)
        if count is None:
            return timedelta(0)
        if at - count.last_at > _FORGOTTEN_AFTER:
            del self._counts[digest]
            return timedelta(0)
        # Where the clock was set back, the wait runs from now, and not until the clock comes round again.
        return min(count.last_at, at) + _wait_after(count.count, free) - at

    def _add(self, digest: bytes, at: datetime) -> None:
        count = self._counts.setdefault(digest, _Count(0, at))
        count.count, count.last_at = count.count + 1, at
        self._counts.move_to_end(digest)
        if len(self._counts) > _MOST_REMEMBERED:
            self._counts.popitem(last=False)


def _wait_after(count: int, free: int) -> timedelta:
    # The exponent is bounded before it is used: a number grows fast here.
    return timedelta(0) if count < free else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(count - free, 16))
