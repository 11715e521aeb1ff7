"""The time of a process."""

from datetime import UTC, datetime


class Clock:
    """The time. Tests put another in its place."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)
