"""The place's own time: its registers, days and pages follow it, whatever the machine's."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def to_local(at: datetime) -> datetime:
    """Return the same moment in the place's time."""
    return at.astimezone(LOCAL)


def to_utc(at: datetime) -> datetime:
    """Return the moment in UTC; a time without a zone is the place's."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)).astimezone(UTC)


def to_the_hour(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)
