"""The worker's pulse: without it texts, alerts and keys stand still, and no page would show it."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, select

from triage.desk.alerts.tables import WorkerPulse
from triage.ground.insertion import insert_if_absent

BEAT_EVERY = timedelta(seconds=30)
_SILENT_AFTER = timedelta(minutes=3)
_ROUND_LATE_AFTER = timedelta(hours=3)


class Beat(StrEnum):
    """What the worker was last seen doing."""

    TURN = "turn"
    """It looks for texts and alerts that are due, twice a second."""
    ROUND = "round"
    """It makes keys and destroys what has had its time, each hour."""


def beat(session: Session, what: Beat, *, at: datetime) -> None:
    """Note that the worker is at work. The caller commits."""
    row = session.get(WorkerPulse, what, populate_existing=True)
    if row is None:
        # Several workers may begin at once.
        insert_if_absent(session, WorkerPulse, {"what": what, "at": at})
    else:
        row.at = at
        session.add(row)


def find_silence(session: Session, *, at: datetime) -> list[Beat]:
    """Return what the worker has not done for too long, or never."""
    seen = {row.what: row.at for row in session.exec(select(WorkerPulse))}
    limits = {Beat.TURN: _SILENT_AFTER, Beat.ROUND: _ROUND_LATE_AFTER}
    return [what for what, limit in limits.items() if what not in seen or at - seen[what] > limit]
