"""A text becomes a tip, more of one, or what its command asks: in one transaction, and once however often it comes.

Rows are locked in one order by all who write, so that none waits in a circle: the arrival, the number's thread, the
tip, the register, the journal, the partner's day.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.channels.sms.submission import OutgoingKind, SealedText, TextKind, TextSubmission
from intake.submission import Channel, TipId
from triage.channels.partners.arrivals import Delivered, remember_delivery
from triage.channels.partners.counts import Counted, count
from triage.channels.receiving.prepare import PreparedTip, prepare
from triage.channels.receiving.store import store_tip
from triage.channels.sms.choosing import place_by_answer
from triage.channels.sms.files import keep_files
from triage.channels.sms.outgoing import Belongs, drop_waiting, queue
from triage.channels.sms.replies import erase_replies, keep_reply_address, stop_replies
from triage.channels.sms.threads import KnownThread, Number, Remembered, forget, remember
from triage.custody.keeping.identities import store_identity
from triage.ground.errors import ThreadBusy
from triage.ground.vocabulary import Status
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.installation import Installation
from triage.tips.record.messages import add_from_outside, hold_tip
from triage.tips.record.news import tell_holders
from triage.tips.record.priority import raise_priority
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip


class TextOutcome(StrEnum):
    """What became of a text."""

    NEW = "new"
    ADDED = "added"
    REPEATED = "repeated"
    OBEYED = "obeyed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class TextArrival:
    """A delivery by a partner: by what a repeat and its sender are known."""

    delivery: Delivered
    number: Number


@dataclass(frozen=True, slots=True)
class Decided:
    """What the decision was made from, and what was decided."""

    known: KnownThread | None
    text: TextSubmission


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text ready to be stored."""

    arrival: TextArrival
    decided: Decided
    tip: PreparedTip | None


def prepare_text(
    arrival: TextArrival,
    decided: Decided,
    *,
    reading: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> PreparedText:
    """Route and seal. Raises NoTrustedPost where no post can take the tip."""
    text = decided.text
    if text.submission is None:
        return PreparedText(arrival, decided, None)
    tip = prepare(
        text.submission, candidates=text.candidates, reading=reading, tree=tree, installation=installation, at=at
    )
    return PreparedText(arrival, decided, tip)


def receive_text(
    session: Session, prepared: PreparedText, *, tree: AreaTree, installation: Installation, at: datetime
) -> TextOutcome:
    """Take a text. The caller commits; before that nothing is promised to anybody.

    Raises ThreadBusy where another text of the same number came between: then it is decided anew.
    """
    partner = prepared.decided.text.partner
    if not remember_delivery(session, prepared.arrival.delivery, at=at):
        count(session, partner, Counted.REPEATED, at=at)
        return TextOutcome.REPEATED
    taker = _Taker(session, prepared.arrival, prepared.decided, tree, installation, at)
    if taker.is_blocked(prepared.tip):
        count(session, partner, Counted.BLOCKED, at=at)
        return TextOutcome.BLOCKED
    outcome = taker.take(prepared.tip)
    count(session, partner, Counted.RECEIVED, at=at)
    return outcome


@dataclass(frozen=True, slots=True)
class _Taker:
    """One text being taken."""

    session: Session
    arrival: TextArrival
    decided: Decided
    tree: AreaTree
    installation: Installation
    at: datetime

    def is_blocked(self, prepared: PreparedTip | None) -> bool:
        """Whether the officers to whom the text would come want to hear no more of the number.

        Others hear it, the inspectorate above all, and everybody hears of danger.
        """
        text, known = self.decided.text, self.decided.known
        if known is None or text.is_danger or text.kind not in (TextKind.NEW, TextKind.MORE):
            return False
        register = known.state.register_name if prepared is None else prepared.tip["register_name"]
        return register in known.state.blocked_in

    def take(self, prepared: PreparedTip | None) -> TextOutcome:
        """Do what the decision says."""
        text, known = self.decided.text, self.decided.known
        if prepared is not None:
            self._begin(prepared)
            return TextOutcome.NEW
        obey = {TextKind.STOP: self._stop, TextKind.ERASE: self._erase, TextKind.HELP: self._explain}.get(text.kind)
        if obey is not None:
            obey()
            return TextOutcome.OBEYED
        if known is None or text.kind is TextKind.NOTHING:
            return TextOutcome.OBEYED
        if text.kind is TextKind.MORE:
            self._continue(known)
            return TextOutcome.ADDED
        remember(self.session, self.arrival.number, known, self._remembered(None), begins=False)
        return TextOutcome.OBEYED

    def _begin(self, prepared: PreparedTip) -> None:
        text, tip_id = self.decided.text, prepared.submission.tip_id
        now = self._remembered(tip_id)
        digest = remember(self.session, self.arrival.number, self.decided.known, now, begins=True)
        # A tip's id is drawn at random a moment ago, so it is new.
        store_tip(self.session, prepared, at=self.at)
        self._keep_reply_address(tip_id, stopped_at=now.stopped_at)
        keep_files(self.session, tip_id, text.files, at=self.at)
        self._queue(text.automatic, Belongs(tip_id=tip_id, thread_digest=digest))

    def _keep_reply_address(self, tip_id: TipId, *, stopped_at: datetime | None) -> None:
        address = self.decided.text.reply_address
        if address is not None:
            keep_reply_address(self.session, tip_id, address, stopped_at=stopped_at)

    def _continue(self, known: KnownThread) -> None:
        text, tip_id = self.decided.text, known.state.tip_id or ""
        digest = remember(self.session, self.arrival.number, known, self._remembered(tip_id), begins=False)
        tip = hold_tip(self.session, tip_id)
        if _is_elsewhere(tip, known):
            raise ThreadBusy
        if text.content is not None:
            add_from_outside(self.session, tip, text.content, channel=Channel.SMS, at=self.at)
        store_identity(self.session, tip.id, text.identity)
        keep_files(self.session, tip.id, text.files, at=self.at)
        if text.is_danger:
            raise_priority(self.session, tip, times=self.installation.router.times, at=self.at)
        if text.choice is not None or text.area_id is not None:
            drop_waiting(self.session, digest, (OutgoingKind.QUESTION,), at=self.at)
        self._queue(text.automatic, Belongs(tip_id=tip.id, thread_digest=digest))
        if tip.area_id is None and text.area_id is not None:
            # For the operator who lists it and hands it over; it goes nowhere by itself, because its key is not here.
            tip.area_id = text.area_id
            self.session.add(tip)
        if text.choice is not None:
            place_by_answer(self.session, tip, text.choice, tree=self.tree, installation=self.installation, at=self.at)
        tell_holders(self.session, tip, at=self.at)
        append(self.session, Entry(JournalEvent.MESSAGE_ADDED, tip_id=tip.id), at=self.at)

    def _erase(self) -> None:
        known = self.decided.known
        if known is not None:
            forget(self.session, known)
            erase_replies(self.session, known.state.tip_id, known.number_digest, at=self.at)
        # The worker, which alone knows the number, finds its other tips, and says so when they are erased too.
        self._queue(self.decided.text.automatic, Belongs())

    def _stop(self) -> None:
        known = self.decided.known
        tip_id = None if known is None else known.state.tip_id
        now = self._remembered(tip_id)
        digest = remember(self.session, self.arrival.number, known, now, begins=known is None)
        stop_replies(self.session, tip_id, digest, at=self.at)

    def _explain(self) -> None:
        """Answer how it works; remembered, so that a number that asks again and again is not answered each time."""
        known, automatic = self.decided.known, self.decided.text.automatic
        if automatic is None:
            return
        now = self._remembered(None if known is None else known.state.tip_id)
        digest = remember(self.session, self.arrival.number, known, now, begins=known is None)
        self._queue(automatic, Belongs(thread_digest=digest))

    def _remembered(self, tip_id: str | None) -> Remembered:
        text, known = self.decided.text, self.decided.known
        automatic = text.automatic
        last_at = None if known is None else known.state.automatic_at
        last_kind = None if known is None else known.state.automatic_kind
        stopped_at = None if known is None else known.stopped_at
        if text.begins or text.kind is TextKind.BEGIN:
            stopped_at = None
        return Remembered(
            tip_id=tip_id,
            candidates=self._candidates(),
            automatic_at=last_at if automatic is None else self.at,
            automatic_kind=last_kind if automatic is None else automatic.kind,
            stopped_at=self.at if text.kind is TextKind.STOP else stopped_at,
            blocked_in=frozenset() if known is None else known.state.blocked_in,
        )

    def _candidates(self) -> tuple[AreaId, ...]:
        text, known = self.decided.text, self.decided.known
        if text.kind is TextKind.NEW:
            return text.candidates
        # One answer closes the question; anything else leaves it open.
        return () if known is None or text.choice is not None else known.state.candidates

    def _queue(self, automatic: SealedText | None, belongs: Belongs) -> None:
        if automatic is None:
            return
        # A number that has written nothing yet has nothing waiting.
        if belongs.thread_digest is not None and self.decided.known is not None:
            # One text is enough: what has waited, because the gateway was away, is overtaken by the newest.
            overtaken = (OutgoingKind.RECEIVED, OutgoingKind.QUESTION, automatic.kind)
            drop_waiting(self.session, belongs.thread_digest, overtaken, at=self.at)
        queue(self.session, automatic, belongs, at=self.at)


def _is_elsewhere(tip: Tip, known: KnownThread) -> bool:
    """Whether the tip was closed, or changed hands with the inspectorate, since the text was decided."""
    now = (tip.status == Status.CLOSED, tip.register_name == INSPECTORATE_REGISTER)
    return now != (known.state.is_closed, known.state.is_inspectorate)
