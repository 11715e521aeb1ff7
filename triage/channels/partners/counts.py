"""Counting by partner and day: for the daily limit of texts, and for the partner's own reckoning."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlmodel import Session, col, select

from intake.ground.local_time import to_local
from triage.channels.partners.tables import PartnerDay


class Counted(StrEnum):
    """What is counted; each is a column of ``partner_day``."""

    RECEIVED = "received"
    REPEATED = "repeated"
    QUARANTINED = "quarantined"
    BLOCKED = "blocked"


_COLUMNS = "partner, day, received, repeated, quarantined, blocked, texts_sent, segments_sent"
_RAISE = {
    counted: text(
        f"INSERT INTO partner_day ({_COLUMNS}) VALUES (:partner, :day, "  # noqa: S608, names of our own columns
        + ", ".join("1" if column == counted else "0" for column in Counted)
        + f", 0, 0) ON CONFLICT (partner, day) DO UPDATE SET {counted} = partner_day.{counted} + 1"
    )
    for counted in Counted
}
_RAISE_SENT = text(
    f"INSERT INTO partner_day ({_COLUMNS}) VALUES (:partner, :day, 0, 0, 0, 0, 1, :segments) "  # noqa: S608, as above
    "ON CONFLICT (partner, day) DO UPDATE SET texts_sent = partner_day.texts_sent + 1, "
    "segments_sent = partner_day.segments_sent + :segments"
)


def count(session: Session, partner: str, what: Counted, *, at: datetime) -> None:
    """Count one."""
    session.connection().execute(_RAISE[what], {"partner": partner, "day": day_of(at)})


def count_sent(session: Session, partner: str, segments: int, *, at: datetime) -> None:
    """Count one text that went out."""
    day = {"partner": partner, "day": day_of(at), "segments": segments}
    session.connection().execute(_RAISE_SENT, day)


def segments_today(session: Session, partner: str, *, at: datetime) -> int:
    """Return how many segments went out through the partner today."""
    row = session.get(PartnerDay, (partner, day_of(at)), populate_existing=True)
    return 0 if row is None else row.segments_sent


def list_days(session: Session, partner: str, month: str) -> list[PartnerDay]:
    """Return the partner's days of a month, ``2026-11``, the first first."""
    query = select(PartnerDay).where(PartnerDay.partner == partner, col(PartnerDay.day).startswith(f"{month}-"))
    return list(session.exec(query.order_by(col(PartnerDay.day))))


def day_of(at: datetime) -> str:
    """Return the day in the place's time, as the partner's invoice has it: ``2026-11-24``."""
    return f"{to_local(at):%Y-%m-%d}"
