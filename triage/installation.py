"""What one installation brings to triage: its trust, its keys, its clocks."""

from dataclasses import dataclass

from triage.keys import KeyDirectory
from triage.routing.route import Router


@dataclass(frozen=True, slots=True)
class Installation:
    """Made once when a process starts, and handed to whatever needs it."""

    router: Router
    keys: KeyDirectory
