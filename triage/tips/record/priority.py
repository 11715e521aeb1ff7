"""Raising a tip's priority when a later text speaks of danger."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from triage.ground.vocabulary import Priority
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import ClimbTimes


def raise_priority(session: Session, tip: Tip, *, times: ClimbTimes, at: datetime) -> None:
    """Put the tip before all others, and let it climb as fast as such tips do. Hold the tip first."""
    urgent = Priority.LIFE_AT_RISK
    if tip.priority <= urgent:
        return
    tip.priority = urgent
    if tip.ask_again_at is not None:
        tip.ask_again_at = min(tip.ask_again_at, at + times.step(urgent))
    session.add(tip)
    session.exec(update(TipAccess).where(col(TipAccess.tip_id) == tip.id).values(priority=urgent))
    waiting = select(TipAccess).where(TipAccess.tip_id == tip.id, TipAccess.visible_at > at)
    for number, access in enumerate(session.exec(waiting.order_by(col(TipAccess.visible_at))), start=1):
        access.visible_at = min(access.visible_at, at + number * times.step(urgent))
        session.add(access)
    session.flush()
