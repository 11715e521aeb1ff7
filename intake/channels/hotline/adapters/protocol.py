"""What each hotline operator's adapter does."""

from datetime import datetime
from typing import Protocol

from intake.channels.hotline.transcription import Ringing, Transcription
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner


class HotlineAdapter(Protocol):
    """One kind of operator."""

    has_time_window: bool
    """An old call is refused by its time; without it a replay is told by its id only."""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Return quietly where the partner made this call now. Raises CallRejected."""
        ...

    def read(self, call: RawCall) -> Transcription | Ringing | None:
        """Return what the operator tells; None for a known event that tells us nothing. Raises CallUnreadable."""
        ...
