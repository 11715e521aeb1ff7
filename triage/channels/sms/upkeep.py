"""What is forgotten on time: threads, reply addresses, arrivals, and which month keys nothing needs any more."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, or_, select

from triage.channels.partners.tables import QuarantineRow, SmsArrival
from triage.channels.sms.files import OPEN_STATES as FILES_OPEN
from triage.channels.sms.outgoing import OPEN_STATES
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow, SmsThread, TextFileRow
from triage.ground.keys import month_of
from triage.tips.record.tables import Tip

AFTER_CLOSING = timedelta(days=30)
# Six months at most, counted by whole months: then the number of even an open thread is forgotten, its next text begins
# another, and the last cannot be answered.
_LONGEST = timedelta(days=153)
_AFTER_SENDING = timedelta(days=30)


def forget_texting(session: Session, *, at: datetime) -> None:
    """Delete what has had its time."""
    closed, oldest = select(Tip.id).where(col(Tip.closed_at) < at - AFTER_CLOSING), month_of(at - _LONGEST)
    keeps_nothing = (
        col(SmsThread.tip_id).is_(None) & (col(SmsThread.blocked_in) == "") & col(SmsThread.stopped_at).is_(None)
    )
    # Threads before addresses, in the order in which STOP takes them.
    session.exec(
        delete(SmsThread).where(
            or_(
                col(SmsThread.month) < oldest,
                (col(SmsThread.blocked_in) == "") & col(SmsThread.tip_id).in_(closed),
                keeps_nothing & (col(SmsThread.automatic_at) < at - timedelta(days=1)),
            )
        )
    )
    session.exec(
        delete(ReplyAddressRow).where(or_(col(ReplyAddressRow.tip_id).in_(closed), col(ReplyAddressRow.month) < oldest))
    )
    session.exec(delete(QuarantineRow).where(col(QuarantineRow.month) < oldest))
    session.exec(delete(SmsArrival).where(or_(col(SmsArrival.forget_at) <= at, col(SmsArrival.month) < oldest)))
    session.exec(
        delete(OutgoingRow).where(
            col(OutgoingRow.message_id).is_(None),
            col(OutgoingRow.state).not_in(OPEN_STATES),
            col(OutgoingRow.changed_at) < at - _AFTER_SENDING,
        )
    )


def list_number_months(session: Session) -> frozenset[str]:
    """Return the months whose digest keys some thread still needs."""
    return frozenset(session.exec(select(SmsThread.month).distinct()))


def list_arrival_months(session: Session) -> frozenset[str]:
    """Return the months whose keys some arrival still needs."""
    return frozenset(session.exec(select(SmsArrival.month).distinct()))


def list_worker_months(session: Session) -> frozenset[str]:
    """Return the months in which something was sealed to the worker that it may still have to open."""
    waiting = select(OutgoingRow.month).where(col(OutgoingRow.state).in_(OPEN_STATES)).distinct()
    files = select(TextFileRow.month).where(col(TextFileRow.state).in_(FILES_OPEN)).distinct()
    addresses, quarantined = select(ReplyAddressRow.month).distinct(), select(QuarantineRow.month).distinct()
    return frozenset(month for query in (waiting, files, addresses, quarantined) for month in session.exec(query))
