"""What the child has used of its allowance, so that it stops in good order and keeps what it has."""

import time

from intake.attachments.budget import Allowance

_STARTED = time.monotonic()
# Of the time on the clock something is left for writing and handing over.
_SHARE = 0.8


def is_spent(allowance: Allowance) -> bool:
    """Say whether the seconds are used up, of the processor or of the clock."""
    is_worked_out = time.process_time() > allowance.cpu_seconds
    return is_worked_out or time.monotonic() - _STARTED > allowance.wall_seconds * _SHARE
