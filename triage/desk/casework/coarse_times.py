"""Exact times stand while a tip is open; when it closes they are cut to the hour.

An exact minute can be held against a telephone bill or a camera's recording, and after closing it is not needed.
"""

from sqlmodel import Session, select

from intake.ground.local_time import to_the_hour
from triage.channels.sms.tables import OutgoingRow
from triage.tips.delivery.tables import Delivery
from triage.tips.record.tables import Message, Tip, TipAccess


def cut_times(session: Session, tip: Tip) -> None:
    """Cut every time of the tip to the hour."""
    session.flush()
    tip.accepted_at = to_the_hour(tip.accepted_at)
    tip.acknowledged_at = None if tip.acknowledged_at is None else to_the_hour(tip.acknowledged_at)
    tip.closed_at = None if tip.closed_at is None else to_the_hour(tip.closed_at)
    session.add(tip)
    for message in session.exec(select(Message).where(Message.tip_id == tip.id)):
        message.written_at = to_the_hour(message.written_at)
        session.add(message)
    for access in session.exec(select(TipAccess).where(TipAccess.tip_id == tip.id)):
        access.accepted_at, access.visible_at = to_the_hour(access.accepted_at), to_the_hour(access.visible_at)
        access.due_at = access.accepted_at
        session.add(access)
    for delivery in session.exec(select(Delivery).where(Delivery.tip_id == tip.id)):
        delivery.made_at = to_the_hour(delivery.made_at)
        delivery.seen_at = None if delivery.seen_at is None else to_the_hour(delivery.seen_at)
        session.add(delivery)
    for outgoing in session.exec(select(OutgoingRow).where(OutgoingRow.tip_id == tip.id)):
        outgoing.changed_at = to_the_hour(outgoing.changed_at)
        session.add(outgoing)
    session.flush()
