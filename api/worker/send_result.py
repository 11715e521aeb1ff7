"""What became of one alert."""

from enum import StrEnum


class SendResult(StrEnum):
    """What became of one alert."""

    SENT = "sent"
    RETRY = "retry"
    REFUSED = "refused"
    """Here and now; the address itself may be right."""
    GONE = "gone"
    """The address is dead."""
