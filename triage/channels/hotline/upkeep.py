"""What is forgotten on time of calls."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from triage.channels.hotline.ringing import forget_ringing
from triage.channels.hotline.tables import CallDraftRow, CallerRow, HotlineCallRow, RecordingRow
from triage.ground.keys import month_of

_DRAFTS = timedelta(days=1)


def forget_calls(session: Session, *, at: datetime) -> None:
    """Delete what has had its time: which tip a call became, how often a number called, drafts that were abandoned."""
    last_month = month_of(at.replace(day=1) - timedelta(days=1))
    waiting = select(RecordingRow.tip_id)
    session.exec(
        delete(HotlineCallRow).where(col(HotlineCallRow.forget_at) <= at, col(HotlineCallRow.tip_id).not_in(waiting))
    )
    session.exec(delete(CallerRow).where(col(CallerRow.month) < last_month))
    session.exec(delete(CallDraftRow).where(col(CallDraftRow.changed_at) < at - _DRAFTS))
    forget_ringing(session, at=at)


def list_caller_months(session: Session) -> frozenset[str]:
    """Return the months whose digest keys some caller's row still needs."""
    return frozenset(session.exec(select(CallerRow.month).distinct()))


def list_call_months(session: Session) -> frozenset[str]:
    """Return the months whose keys some call still needs, to be known again."""
    return frozenset(session.exec(select(HotlineCallRow.month).distinct()))


def list_recording_months(session: Session) -> frozenset[str]:
    """Return the months in which recordings were sealed to the worker that still wait for words."""
    return frozenset(session.exec(select(RecordingRow.month).distinct()))
