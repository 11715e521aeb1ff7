"""An officer's answer on its way to the telephone that the tip came from."""

from datetime import datetime

from sqlmodel import Session, select

from triage.channels.sms.outgoing import Belongs, queue
from triage.channels.sms.sparing import WITHOUT_NUMBER
from triage.channels.sms.tables import ReplyAddressRow
from triage.ground.errors import AnswerTooLong
from triage.tips.installation import AnswerSealer
from triage.tips.record.tables import Tip, TipReceipt

# Ten segments are a page of a small telephone, and what an officer's sentence needs at most.
MOST_SEGMENTS = 10


def can_hear(session: Session, tip: Tip, *, answers: AnswerSealer) -> bool:
    """Say whether an answer would reach the resident: by a receipt, or by SMS.

    By SMS only where the sender has a telephone and sent no STOP, and where the gateway sends at all.
    """
    if tip.thread_ended_at is not None:
        return False
    address = _find_address(session, tip)
    if address is not None and answers.can_send(address.partner):
        return True
    return session.exec(select(TipReceipt.digest).where(TipReceipt.tip_id == tip.id)).first() is not None


def answer_by_text(
    session: Session, tip: Tip, message_id: str, text: str, *, answers: AnswerSealer, at: datetime
) -> None:
    """Queue the answer where it goes to a telephone whose owner wants to hear. Raises AnswerTooLong."""
    address = _find_address(session, tip)
    if address is None:
        return
    sealed = answers.seal(text, partner=address.partner, at=at)
    if sealed.segments > MOST_SEGMENTS:
        raise AnswerTooLong
    queue(session, sealed, Belongs(tip_id=tip.id, message_id=message_id), at=at)


def _find_address(session: Session, tip: Tip) -> ReplyAddressRow | None:
    address = session.get(ReplyAddressRow, tip.id, options=WITHOUT_NUMBER)
    return address if address is not None and address.is_answerable and address.stopped_at is None else None
