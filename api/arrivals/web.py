"""From a resident's form to what became of it: weighed, built, stored. The page calls it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

from sqlmodel import Session

from api.arrivals.flood_gate import Arriving, FloodGate, Sender, Verdict, Way
from api.arrivals.gathering import Gatherer
from api.arrivals.sent_contacts import SentContacts
from api.ground.database import Database
from api.ground.locality import LocalityCache
from crypto.receipts import Receipt
from crypto.tokens import Token
from intake.areas.tree import AreaNode
from intake.attachments.safe_file import SafeFile
from intake.channels.web.build import build_submission
from intake.channels.web.form import TipForm
from intake.identity.custody import Custody
from intake.reading.read import Reading, TextReader
from intake.reading.words.calls import Call
from intake.submission import Submission, Urgency
from triage.channels.receiving.prepare import PreparedTip, prepare
from triage.channels.receiving.store import store_tips
from triage.channels.threads.handles import Content, HandleKind, open_handle
from triage.channels.threads.write import add_files_to_thread
from triage.channels.web.again import LeftOut
from triage.channels.web.receive import Arrival, Outcome, describe_new, settle
from triage.ground.errors import ThreadEnded
from triage.tips.installation import Installation
from triage.tips.record.receipts import find_tip
from triage.tips.record.register import INSPECTORATE_REGISTER


class MustWait(Exception):
    """The form comes from where very many come from: it is taken after a wait."""

    def __init__(self, seconds: int, challenge: str = "") -> None:
        super().__init__("wait")
        self.seconds = seconds
        self.challenge = challenge
        """What a browser can solve instead of waiting; empty where that does not help."""


class MustAsk(Exception):
    """The text seems to be about police or officials, and the resident has not said who shall read it."""

    def __init__(self, calls: tuple[Call, ...]) -> None:
        super().__init__("ask")
        self.calls = calls
        """Whom to call meanwhile: danger does not wait for the answer."""


class _Standing(StrEnum):
    """What the receipt of a form is, before anything is stored."""

    NEW = "new"
    OPEN = "open"
    INSPECTORATE = "inspectorate"
    """Its tip is the inspectorate's already."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A form as a resident filled it in."""

    filled: TipForm
    receipt: Receipt
    area: AreaNode
    sender: Sender
    reading: Reading
    """What the reader found in it."""
    proof: str = ""
    """The answer to the challenge of an earlier wait."""

    @property
    def is_danger(self) -> bool:
        """Whether a life is at risk, by what the resident ticked or by what is written."""
        return self.filled.urgency is Urgency.DANGER or self.reading.is_danger

    @property
    def is_unanswered(self) -> bool:
        """Whether it seems to be about police or officials, and the resident has not said who shall read it."""
        return self.reading.about_police and not self.filled.about_police and not self.filled.asked


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a form, and the handle of the page that says so."""

    arrival: Arrival
    handle: Token
    shown: Content
    """What stands behind the handle."""
    is_in_bay: bool


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A form that is sealed and ready to be stored."""

    form: HandedIn
    tip: PreparedTip
    shown: Content
    is_from_flood: bool
    at: datetime


class _IsKnown(Exception):
    """One of several receipts has a tip already."""


@dataclass(frozen=True)
class WebTaker:
    """What it takes to take a form."""

    database: Database
    installation: Installation
    localities: LocalityCache
    gate: FloodGate
    reader: TextReader
    custody: Custody
    policy: Literal["seal", "discard"]
    contacts: SentContacts = field(default_factory=SentContacts)

    @cached_property
    def _gatherer(self) -> Gatherer[_Prepared, Taken]:
        return Gatherer(self._store_all, self._store_one)

    def read(self, *texts: str) -> Reading:
        """Return what the reader finds in the texts, each of them a piece of its own."""
        return self.reader.read_text("\n\n".join(texts), finds_spans=False)

    def take(self, form: HandedIn, shown: Content, *, at: datetime) -> Taken:
        """Take the form; when this returns, it is on disk, and ``shown`` behind the handle of its receipt's page,
        with what became of it.

        Raises MustAsk, MustWait, ThreadEnded for a receipt whose thread was ended, or NoTrustedPost.
        """
        standing = self._find_standing(form.receipt)
        if form.is_unanswered and standing is not _Standing.INSPECTORATE:
            self._ask(form)
        verdict = self._weigh(form, standing)
        try:
            taken = self._store(form, shown, is_from_flood=verdict.way is Way.BAY, at=at)
        except Exception:
            self.gate.refund(verdict)
            raise
        if taken.arrival.outcome is Outcome.REPEATED:
            self.gate.refund(verdict)
        return taken

    def add_file(self, receipt: Receipt, file: SafeFile, *, tells: bool, at: datetime) -> None:
        """Add a file to the thread; when this returns, it is on disk.

        Raises ThreadUnknown, ThreadEnded, FilesFull or FilesExhausted.
        """
        with self.database.writing() as session:
            add_files_to_thread(session, receipt, [file], installation=self.installation, tells=tells, at=at)
            session.commit()

    def _ask(self, form: HandedIn) -> None:
        # The question is kept for some minutes with all that was typed, so asking has its allowance too.
        seconds = 0 if form.is_danger else self.gate.weigh_request(form.sender)
        if seconds:
            raise MustWait(seconds)
        raise MustAsk(form.reading.calls)

    def _weigh(self, form: HandedIn, standing: _Standing) -> Verdict:
        if standing is not _Standing.NEW:
            seconds = 0 if form.is_danger else self.gate.weigh_addition(form.receipt)
            if seconds:
                raise MustWait(seconds)
            return Verdict(Way.STRAIGHT)
        verdict = self.gate.weigh(
            Arriving(form.sender, form.area.id, form.receipt, is_danger=form.is_danger, proof=form.proof)
        )
        if verdict.way is Way.WAIT:
            raise MustWait(verdict.wait_seconds, verdict.challenge)
        return verdict

    def _find_standing(self, receipt: Receipt) -> _Standing:
        """Return what the receipt is. Asked before the gate: what stores nothing must use no allowance.

        Raises ThreadEnded.
        """
        with self.database.reading() as session:
            tip = find_tip(session, receipt)
            if tip is None:
                return _Standing.NEW
            if tip.thread_ended_at is not None:
                raise ThreadEnded
            return _Standing.INSPECTORATE if tip.register_name == INSPECTORATE_REGISTER else _Standing.OPEN

    def _store(self, form: HandedIn, shown: Content, *, is_from_flood: bool, at: datetime) -> Taken:
        locality = self.localities.get(self.database)
        receipt, contact = form.receipt, form.filled.contact
        submission = replace(
            self._build(form, locality.category_codes),
            is_from_flood=is_from_flood,
            is_contact_new=bool(contact) and not self.contacts.is_known(receipt, contact),
        )
        with self.database.reading() as session:
            tip = prepare(submission, reading=session, tree=locality.tree, installation=self.installation, at=at)
        taken = self._gatherer.put(_Prepared(form, tip, shown, is_from_flood, at))
        self.contacts.remember(receipt, contact)
        return taken

    def _store_all(self, several: Sequence[_Prepared]) -> Sequence[Taken]:
        """Store forms that are all new. Raises _IsKnown."""
        with self.database.writing() as session:
            if not store_tips(session, [each.tip for each in several], at=several[0].at):
                raise _IsKnown
            taken = [self._open(session, each, describe_new(each.tip, at=each.at)) for each in several]
            session.commit()
        return taken

    def _store_one(self, prepared: _Prepared) -> Taken:
        """Store a form, or add it to the tip of its receipt."""
        tree = self.localities.get(self.database).tree
        with self.database.writing() as session:
            arrival = settle(prepared.tip, writing=session, tree=tree, installation=self.installation, at=prepared.at)
            taken = self._open(session, prepared, arrival)
            session.commit()
        return taken

    def _open(self, session: Session, prepared: _Prepared, arrival: Arrival) -> Taken:
        left_out = _list_left_out(prepared.form, arrival)
        shown = {**prepared.shown, "is_in_bay": prepared.is_from_flood, "left_out": left_out}
        handle = open_handle(session, HandleKind.RECEIPT, shown, at=prepared.at)
        return Taken(arrival, handle, shown, prepared.is_from_flood)

    def _build(self, form: HandedIn, categories: frozenset[str]) -> Submission:
        return build_submission(
            form.filled,
            receipt=form.receipt,
            area_id=form.area.id,
            categories=categories,
            custody=self.custody,
            policy=self.policy,
            reading=form.reading,
        )


def _list_left_out(form: HandedIn, arrival: Arrival) -> list[str]:
    """Return what the resident filled in and what could not be taken: a kind that the reader proposed was not."""
    return sorted(each for each in arrival.left_out if each is not LeftOut.CATEGORY or form.filled.category)
