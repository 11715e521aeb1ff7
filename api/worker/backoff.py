"""How long whatever could not be handed over waits before it is tried again."""

import random
from datetime import timedelta

LONGEST_WAIT = timedelta(minutes=30)
# Some seconds doubled to half an hour, and then half an hour again and again: about a day.
MOST_ATTEMPTS = 54
_MOST_DOUBLINGS = 10


def back_off(attempts: int, *, first: timedelta) -> timedelta:
    """Return a wait that doubles with each attempt; the jitter keeps many from coming at one moment."""
    doubled = min(LONGEST_WAIT, first * (1 << min(max(attempts, 1) - 1, _MOST_DOUBLINGS)))
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311, not a secret
