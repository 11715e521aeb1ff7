"""What became of one alert."""

from enum import StrEnum


class Said(StrEnum):
    """What became of one alert."""

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    """Here and now; the address itself may be right."""
    NOBODY = "nobody"
    """The address is dead."""
