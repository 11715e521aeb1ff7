"""Slowing down whoever tries passphrases: each further try of an account waits longer, whether there is one or not.

What is remembered is digests in memory, under a key of this process: a name that was typed may be a passphrase, and
must stand nowhere. Several processes each have their own count. Browsers in which the account has come in before are
counted apart from all others, or strangers could keep an officer out.
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
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)
_MOST_REMEMBERED = 50_000
_CONTEXT, _KNOWN = Context(b"homthu/1/sign-in-tries"), Context(b"homthu/1/sign-in-tries-known")


class TriesTooFast(Exception):
    """The account was tried too often; ``wait`` says how long the next try waits."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many tries")
        self.wait = wait

    @property
    def seconds(self) -> int:
        """The wait in whole seconds, for ``Retry-After``."""
        return int(self.wait.total_seconds()) + 1


@dataclass(slots=True)
class _Account:
    count: int
    last_at: datetime


@dataclass
class SignInTries:
    """One for each process."""

    _key: Key = field(default_factory=Key.generate)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _accounts: OrderedDict[bytes, _Account] = field(default_factory=OrderedDict)

    def take(self, username: str, *, is_known_browser: bool, at: datetime) -> None:
        """Count a try before it is made, so that many at once are many. Raises TriesTooFast."""
        digest = self._digest(username, is_known_browser)
        with self._lock:
            account = self._accounts.get(digest)
            if account is None or at - account.last_at > _FORGOTTEN_AFTER:
                account = _Account(0, at)
            # Where the clock was set back, the wait runs from now: nobody waits for the clock to come round again.
            left = min(account.last_at, at) + _wait_after(account.count) - at
            if left > timedelta(0):
                raise TriesTooFast(left)
            account.count, account.last_at = account.count + 1, at
            self._accounts[digest] = account
            self._accounts.move_to_end(digest)
            if len(self._accounts) > _MOST_REMEMBERED:
                self._accounts.popitem(last=False)

    def forget(self, username: str, *, is_known_browser: bool) -> None:
        """Forget the tries of somebody who has signed in; those of strangers meanwhile are not forgotten."""
        with self._lock:
            self._accounts.pop(self._digest(username, is_known_browser), None)

    def _digest(self, username: str, is_known_browser: bool) -> bytes:  # noqa: FBT001, a part of what is looked up
        name = normalise_username(username).encode(errors="surrogatepass")
        return derive(self._key.reveal() + name, _KNOWN if is_known_browser else _CONTEXT)


def _wait_after(count: int) -> timedelta:
    # The exponent is bounded before it is used: a number grows fast here.
    return timedelta(0) if count < _FREE else min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(count - _FREE, 16))
