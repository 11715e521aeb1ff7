"""The installation's own time zone, for times that come without one."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def to_utc(at: datetime) -> datetime:
    """Return the moment in UTC; a time without a zone is the installation's local time."""
    return (at if at.tzinfo is not None else at.replace(tzinfo=LOCAL)).astimezone(UTC)
