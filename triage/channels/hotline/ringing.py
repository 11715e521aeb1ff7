"""Calls that ring: announced by the operator, picked up by a call-taker, gone after a while."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from intake.channels.hotline.submission import SealedRinging
from triage.channels.hotline.calls import count_caller, remember_call
from triage.channels.hotline.identities import pack_identity
from triage.channels.hotline.receive import CallArrival
from triage.channels.hotline.tables import RingingCallRow
from triage.channels.partners.arrivals import remember_delivery
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.journal.changes import note_change_at_desk
from triage.tips.record.tables import Tip

# No officer picks up after this; one who did is still typing for much longer.
_RINGS = timedelta(minutes=3)
_FORGOTTEN_AFTER = timedelta(hours=12)


def announce(session: Session, sealed: SealedRinging, arrival: CallArrival, *, at: datetime) -> None:
    """Note that a call rings; its number is sealed under the id that its tip will have."""
    if not remember_delivery(session, arrival.delivery, at=at):
        return
    earlier = None if arrival.caller is None else count_caller(session, arrival.caller)
    # What its operator writes down of it later belongs to the same tip.
    remember_call(session, arrival.call[0], sealed.tip_id, at=at)
    row = {
        "id": new_id(),
        "partner": sealed.partner,
        "tip_id": sealed.tip_id,
        "identity": pack_identity(sealed.identity),
        "earlier_calls": earlier,
        "rang_at": at,
    }
    insert_all(session, RingingCallRow, [row])
    note_change_at_desk(session)


def list_ringing(session: Session, officer_id: str, *, at: datetime) -> list[RingingCallRow]:
    """Return the calls that ring now, and those that this officer has picked up, the newest first."""
    query = select(RingingCallRow).where(
        col(RingingCallRow.tip_id).not_in(select(Tip.id)),
        (col(RingingCallRow.taken_by).is_(None) & (col(RingingCallRow.rang_at) > at - _RINGS))
        | (col(RingingCallRow.taken_by) == officer_id),
    )
    return list(session.exec(query.order_by(col(RingingCallRow.rang_at).desc())))


def pick_up(session: Session, ringing_id: str, officer_id: str) -> RingingCallRow | None:
    """Return the call, now this officer's; None where it is gone, or another's."""
    query = select(RingingCallRow).where(RingingCallRow.id == ringing_id).with_for_update()
    row = session.exec(query).first()
    if row is None or row.taken_by not in (None, officer_id):
        return None
    row.taken_by = officer_id
    session.add(row)
    return row


def find_picked_up(session: Session, ringing_id: str, officer_id: str) -> RingingCallRow | None:
    """Return the call where this officer has picked it up."""
    row = session.get(RingingCallRow, ringing_id)
    return row if row is not None and row.taken_by == officer_id else None


def forget_ringing(session: Session, *, at: datetime) -> None:
    """Delete what rang long ago and was never handed in."""
    session.exec(delete(RingingCallRow).where(col(RingingCallRow.rang_at) < at - _FORGOTTEN_AFTER))
