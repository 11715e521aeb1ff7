"""A call becomes a tip, more of one, or a recording that waits for its words: in one transaction, and once.

Rows are locked in the order in which texts lock theirs: the delivery, the call, the tip, the register, the journal, the
partner's day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from crypto.receipts import Receipt
from intake.areas.tree import AreaTree
from intake.channels.hotline.submission import CallSubmission
from intake.submission import Channel
from triage.channels.hotline.calls import count_caller, find_call, remember_call
from triage.channels.hotline.recordings import drop_waiting, store_recording
from triage.channels.partners.arrivals import Delivered, remember_delivery
from triage.channels.partners.counts import Counted, count
from triage.channels.receiving.prepare import PreparedTip, prepare
from triage.channels.receiving.store import store_tip
from triage.custody.keeping.identities import store_identity
from triage.ground.errors import ThreadBusy
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.installation import Installation
from triage.tips.record.messages import add_from_outside, hold_tip
from triage.tips.record.news import tell_holders
from triage.tips.record.priority import raise_priority
from triage.tips.record.receipts import find_receipt
from triage.tips.record.tables import Tip


class CallOutcome(StrEnum):
    """What became of a call."""

    NEW = "new"
    ADDED = "added"
    WAITS = "waits"
    """Its recording has to be put into words."""
    REPEATED = "repeated"


@dataclass(frozen=True, slots=True)
class CallArrival:
    """A delivery by an operator: by what a repeat, the call and its caller are known."""

    delivery: Delivered
    call: Sequence[tuple[str, bytes]]
    """The call's digest in this month, and in the months before as long as it is remembered."""
    caller: Mapping[str, bytes] | None
    """The number's digests, the newest first; None where it was withheld."""


@dataclass(frozen=True, slots=True)
class KnownCall:
    """What is known before the call is sealed."""

    tip_id: str | None
    """The tip that the call became or will become, or to which a receipt leads that the caller named."""
    is_there: bool
    """That tip is stored: what comes is more of it."""
    by_receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class DecidedCall:
    """What the decision was made from, and what was decided."""

    arrival: CallArrival
    known: KnownCall
    call: CallSubmission


@dataclass(frozen=True, slots=True)
class PreparedCall:
    """A call ready to be stored."""

    decided: DecidedCall
    tip: PreparedTip | None


def find_known(session: Session, arrival: CallArrival, receipt: Receipt | None) -> KnownCall:
    """Return what the call belongs to. A receipt opens nothing here; it only says where the words go."""
    row = None if receipt is None else find_receipt(session, receipt)
    if row is not None:
        return KnownCall(row.tip_id, is_there=True, by_receipt=receipt)
    tip_id = find_call(session, arrival.call)
    return KnownCall(tip_id, is_there=tip_id is not None and session.get(Tip, tip_id) is not None)


def prepare_call(
    decided: DecidedCall, *, reading: Session, tree: AreaTree, installation: Installation, at: datetime
) -> PreparedCall:
    """Route and seal. Raises NoTrustedPost where no post can take the tip."""
    submission = decided.call.submission
    if submission is None:
        return PreparedCall(decided, None)
    return PreparedCall(decided, prepare(submission, reading=reading, tree=tree, installation=installation, at=at))


def receive_call(session: Session, prepared: PreparedCall, *, installation: Installation, at: datetime) -> CallOutcome:
    """Take a call. The caller commits; before that nothing is promised.

    Raises ThreadBusy where another delivery of the same call came between: then it is decided anew.
    """
    decided, call = prepared.decided, prepared.decided.call
    if not remember_delivery(session, decided.arrival.delivery, at=at):
        count(session, call.partner, Counted.REPEATED, at=at)
        return CallOutcome.REPEATED
    _remember(session, decided, at=at)
    outcome = CallOutcome.WAITS
    if prepared.tip is not None:
        if not store_tip(session, prepared.tip, at=at):
            raise ThreadBusy
        # The words came after all: no officer has to listen any more.
        drop_waiting(session, call.tip_id)
        outcome = CallOutcome.NEW
    elif call.content is not None:
        _add(session, call, installation=installation, at=at)
        outcome = CallOutcome.ADDED
    if call.recording is not None and not _has_ended(session, call.tip_id):
        store_recording(session, call.recording, has_tip=decided.known.is_there or prepared.tip is not None, at=at)
    count(session, call.partner, Counted.RECEIVED, at=at)
    return outcome


def _has_ended(session: Session, tip_id: str) -> bool:
    tip = session.get(Tip, tip_id)
    return tip is not None and tip.thread_ended_at is not None


def _remember(session: Session, decided: DecidedCall, *, at: datetime) -> None:
    arrival, known = decided.arrival, decided.known
    if known.by_receipt is not None:
        _note_spoken(session, known.by_receipt)
    if find_call(session, arrival.call) is None:
        if not remember_call(session, arrival.call[0], decided.call.tip_id, at=at):
            raise ThreadBusy
        if arrival.caller is not None:
            count_caller(session, arrival.caller)
    elif known.tip_id is None:
        raise ThreadBusy


def _note_spoken(session: Session, receipt: Receipt) -> None:
    """A receipt that was said aloud is good for one use more, and then replaced."""
    row = find_receipt(session, receipt)
    if row is None:
        raise ThreadBusy
    row.is_spoken = True
    session.add(row)


def _add(session: Session, call: CallSubmission, *, installation: Installation, at: datetime) -> None:
    tip = hold_tip(session, call.tip_id)
    if call.content is not None:
        add_from_outside(session, tip, call.content, channel=Channel.HOTLINE, at=at)
    if tip.thread_ended_at is None:
        # A resident who has ended the thread was told that no contact is kept.
        store_identity(session, tip.id, call.identity)
    if call.is_danger:
        raise_priority(session, tip, times=installation.router.times, at=at)
    tell_holders(session, tip, at=at)
    append(session, Entry(JournalEvent.MESSAGE_ADDED, tip_id=tip.id), at=at)
