"""Which contacts came with which receipts within the hour, so that a form that is sent twice seals its contact once.

Nothing stored could tell: a sealed contact cannot be compared, and what could be would let a number be guessed. So this
is remembered as digests in memory, under a key that dies with the hour. What is forgotten is sealed once more.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from crypto.contexts import Context
from crypto.derivation import derive
from crypto.keys import Key
from crypto.receipts import Receipt

_LIVES_SECONDS = 3600.0
_MOST_REMEMBERED = 20_000
_CONTEXT = Context(b"homthu/1/sent-contact")


@dataclass
class SentContacts:
    """One for each process."""

    now: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _key: Key = field(default_factory=Key.generate)
    _key_made_at: float | None = None
    _known: set[bytes] = field(default_factory=set, repr=False)

    def is_known(self, receipt: Receipt, contact: str) -> bool:
        """Say whether this contact came with this receipt a while ago."""
        with self._lock:
            return self._digest(receipt, contact) in self._known

    def remember(self, receipt: Receipt, contact: str) -> None:
        """Remember that it came, and is on disk."""
        with self._lock:
            self._known.add(self._digest(receipt, contact))

    def _digest(self, receipt: Receipt, contact: str) -> bytes:
        at = self.now()
        begun = at if self._key_made_at is None else self._key_made_at
        if at - begun > _LIVES_SECONDS or len(self._known) >= _MOST_REMEMBERED:
            self._key, begun = Key.generate(), at
            self._known.clear()
        self._key_made_at = begun
        return derive(self._key.reveal() + receipt.digest + contact.encode(), _CONTEXT)
