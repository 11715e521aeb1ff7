"""How much of forms that were not taken may lie in the database: what was typed is kept for its page, within bounds."""

import threading
from collections import Counter
from datetime import datetime, timedelta

from api.arrivals.flood_gate import Sender

_SPAN = timedelta(minutes=10)
# Forty forms of the longest text from one household; of all senders together what a small computer's disk bears.
_MAX_OF_SENDER_BYTES, _MAX_OF_ALL_BYTES = 2 << 20, 16 << 20


class DraftRoom:
    """Room for drafts, one for each process; counted by sender and for all, in memory only."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._began_at: datetime | None = None
        self._taken = Counter[str]()
        self._all_bytes = 0

    def take(self, sender: Sender, size_bytes: int, *, at: datetime) -> bool:
        """Take room for a draft; False where there is none, and then the form's own answer has to show it."""
        with self._lock:
            if self._began_at is None or not timedelta() <= at - self._began_at < _SPAN:
                self._began_at, self._all_bytes = at, 0
                self._taken.clear()
            of_sender = self._taken[sender.address] + size_bytes
            if of_sender > _MAX_OF_SENDER_BYTES or self._all_bytes + size_bytes > _MAX_OF_ALL_BYTES:
                return False
            self._taken[sender.address] = of_sender
            self._all_bytes += size_bytes
            return True
