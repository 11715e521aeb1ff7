"""The place's own time: its registers, days and pages follow it, whatever the machine's."""

from datetime import UTC, datetime

from intake.ground.local_time import LOCAL


def to_local(at: datetime) -> datetime:
    """Return the same moment in the place's time."""
    return at.astimezone(LOCAL)


def to_utc(local: datetime) -> datetime:
    """Return the moment that a time without a zone means in the place."""
    return local.replace(tzinfo=LOCAL).astimezone(UTC)


def to_the_hour(at: datetime) -> datetime:
    """Return the beginning of the hour."""
    return at.replace(minute=0, second=0, microsecond=0)
