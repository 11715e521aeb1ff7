"""A call that a call-taker typed becomes a tip, or more of one: in one transaction, and once."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.receipts import Receipt
from intake.areas.tree import AreaTree
from intake.channels.sms.submission import SealedReplyAddress
from intake.submission import Submission
from triage.channels.hotline.identities import unpack_identity
from triage.channels.hotline.recordings import settle
from triage.channels.hotline.tables import RecordingRow, RingingCallRow
from triage.channels.partners.arrivals import Delivered, remember_delivery
from triage.channels.partners.tables import SmsArrival
from triage.channels.receiving.prepare import prepare
from triage.channels.receiving.store import store_tip
from triage.channels.sms.replies import keep_reply_address
from triage.custody.keeping.identities import store_identity
from triage.ground.keys import month_of
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.installation import Installation
from triage.tips.record.messages import add_from_outside, hold_tip
from triage.tips.record.news import tell_holders
from triage.tips.record.receipts import find_receipt


@dataclass(frozen=True, slots=True)
class EnteredCall:
    """A call as it was handed in."""

    submission: Submission
    form: Receipt
    """Minted with the form, so that the same form twice is one call."""
    officer_id: str
    reply_address: SealedReplyAddress | None = None
    earlier: Receipt | None = None
    """Of the tip that this is more of."""
    ringing: RingingCallRow | None = None
    recording: RecordingRow | None = None


def enter_call(
    entered: EnteredCall,
    *,
    reading: Session,
    writing: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> bool:
    """Take a typed call, and say whether it is new. The caller commits. Raises NoTrustedPost."""
    prepared = None
    if entered.earlier is None:
        prepared = prepare(entered.submission, reading=reading, tree=tree, installation=installation, at=at)
        reading.rollback()
    form = Delivered([(month_of(at), entered.form.digest)], (), is_remembered_with_key=False)
    if not remember_delivery(writing, form, at=at):
        return False
    if prepared is None or not store_tip(writing, prepared, at=at):
        # Either the caller named a receipt, or the operator's own words made the tip meanwhile.
        _add(writing, entered, at=at)
    else:
        _keep_what_belongs(writing, entered)
    if entered.recording is not None:
        settle(writing, entered.recording)
    tip_id = entered.submission.tip_id
    append(writing, Entry(JournalEvent.CALL_ENTERED, officer_id=entered.officer_id, tip_id=tip_id), at=at)
    return True


def was_entered(session: Session, form: Receipt) -> bool:
    """Say whether this form was handed in already."""
    return session.get(SmsArrival, form.digest) is not None


def _add(session: Session, entered: EnteredCall, *, at: datetime) -> None:
    submission = entered.submission
    tip = hold_tip(session, submission.tip_id)
    add_from_outside(session, tip, submission.content, channel=submission.channel, at=at)
    store_identity(session, tip.id, submission.identity)
    row = None if entered.earlier is None else find_receipt(session, entered.earlier)
    if row is not None:
        row.is_spoken = True
        session.add(row)
    tell_holders(session, tip, at=at)
    append(session, Entry(JournalEvent.MESSAGE_ADDED, tip_id=tip.id), at=at)


def _keep_what_belongs(session: Session, entered: EnteredCall) -> None:
    tip_id = entered.submission.tip_id
    for row in (entered.ringing, entered.recording):
        if row is not None:
            store_identity(session, tip_id, unpack_identity(row.identity))
    if entered.reply_address is not None:
        keep_reply_address(session, tip_id, entered.reply_address)
