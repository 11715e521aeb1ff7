"""Raising a tip's priority when a later text speaks of danger, or says that it happens now."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from triage.ground.vocabulary import Priority
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import ClimbTimes


def raise_priority(
    session: Session, tip: Tip, *, to: Priority = Priority.LIFE_AT_RISK, times: ClimbTimes, at: datetime
) -> bool:
    """Put the tip before those below, let it climb as fast as such tips do, and say whether it stood lower.

    Nothing but danger to life takes a tip out of the bay. Hold the tip first; who holds its post is told by the caller.
    """
    if tip.priority <= to or (tip.priority == Priority.BAY and to is not Priority.LIFE_AT_RISK):
        return False
    tip.priority = to
    tip.version += 1
    if tip.ask_again_at is not None:
        tip.ask_again_at = min(tip.ask_again_at, at + times.step(to))
    session.add(tip)
    session.exec(update(TipAccess).where(col(TipAccess.tip_id) == tip.id).values(priority=to))
    waiting = select(TipAccess).where(TipAccess.tip_id == tip.id, TipAccess.visible_at > at)
    for number, access in enumerate(session.exec(waiting.order_by(col(TipAccess.visible_at))), start=1):
        access.visible_at = min(access.visible_at, at + number * times.step(to))
        session.add(access)
    append(session, Entry(JournalEvent.PRIORITY_RAISED, tip_id=tip.id), at=at)
    return True
