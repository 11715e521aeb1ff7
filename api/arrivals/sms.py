"""From a partner's text to what became of it: understood, sealed, stored. The hook calls it, and the worker."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from api.arrivals.deliveries import digest_ids
from api.arrivals.flood_gate import FloodGate
from api.arrivals.gathering import Gatherer
from api.ground.database import Database
from api.ground.key_directory import FileKeyDirectory
from api.ground.locality import Locality, LocalityCache
from api.ground.worker_key import find_worker_key
from crypto.keys import Key
from intake.channels.partners.partner import Partner
from intake.channels.sms.adapters.all import adapter_of
from intake.channels.sms.build import Builder, digest_known_number
from intake.channels.sms.call import IncomingText
from intake.channels.sms.decide import Decision, Reader
from intake.channels.sms.submission import OutgoingKind, TextKind, TextSubmission
from intake.identity.custody import Custody
from intake.reading.masking.lists import NameLists
from intake.reading.words.tables import WordTables
from triage.channels.sms.receive import Decided, PreparedText, TextArrival, TextOutcome, prepare_text, receive_text
from triage.channels.sms.threads import KnownThread, Number, find_thread
from triage.ground.errors import ThreadBusy, WorkerKeyMissing
from triage.ground.keys import DigestUse, month_of
from triage.tips.installation import Installation

# Each turn that is lost was won by another text of the same number, so this many at once find their turns.
_MOST_TURNS = 40
# A thread's key lives six months at most, this one included.
_MOST_MONTHS = 7


class TextNotUnderstood(Exception):
    """Our own reading of the text failed: it is kept like a call that does not fit, and read again after a fix."""


@dataclass(frozen=True)
class TextTaker:
    """What it takes to take a text."""

    database: Database
    keys: FileKeyDirectory
    installation: Installation
    localities: LocalityCache
    words: WordTables
    names: NameLists
    gate: FloodGate
    erasures: FloodGate
    """How often one number is told that it was erased."""
    custody: Custody
    policy: Literal["seal", "discard"]

    @cached_property
    def _gatherer(self) -> Gatherer[tuple[PreparedText, datetime], TextOutcome]:
        return Gatherer(self._store_all, self._store_one)

    def take(self, incoming: IncomingText, partner: Partner, *, at: datetime, is_late: bool = False) -> TextOutcome:
        """Take the text; when this returns, it is on disk. One that comes late is not answered by itself.

        Raises TextNotUnderstood, WorkerKeyMissing, NoTrustedPost, or ThreadBusy where no turn was found.
        """
        allowance = _Allowance(self, incoming, at)
        for _turn in range(_MOST_TURNS):
            try:
                return self._take(incoming, partner, allowance, is_late=is_late, at=at)
            except ThreadBusy:
                continue
        raise ThreadBusy

    def preview(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> Decision:
        """Return what would become of the text if it were its sender's first. Nothing is stored."""
        return self._decide(self.localities.get(self.database), incoming, partner, None, at=at)

    def _take(
        self, incoming: IncomingText, partner: Partner, allowance: "_Allowance", *, is_late: bool, at: datetime
    ) -> TextOutcome:
        locality = self.localities.get(self.database)
        arrival = self._digest(incoming, partner, at=at)
        with self.database.reading() as reading:
            known = find_thread(reading, arrival.number)
            try:
                decision = self._decide(locality, incoming, partner, known, at=at)
                decision = allowance.limit(replace(decision, automatic=None) if is_late else decision)
                text = self._build(locality, incoming, decision, partner, known, at=at)
            except (WorkerKeyMissing, OSError):
                raise
            except Exception as error:
                raise TextNotUnderstood from error
            if text.submission is not None:
                text = replace(text, submission=replace(text.submission, is_from_flood=allowance.is_flood()))
            decided = Decided(known, text)
            prepared = prepare_text(
                arrival, decided, reading=reading, tree=locality.tree, installation=self.installation, at=at
            )
        return self._gatherer.put((prepared, at))

    def _store_all(self, several: Sequence[tuple[PreparedText, datetime]]) -> Sequence[TextOutcome]:
        tree = self.localities.get(self.database).tree
        with self.database.writing() as session:
            outcomes = [
                receive_text(session, prepared, tree=tree, installation=self.installation, at=at)
                for prepared, at in several
            ]
            session.commit()
        return outcomes

    def _store_one(self, one: tuple[PreparedText, datetime]) -> TextOutcome:
        (outcome,) = self._store_all([one])
        return outcome

    def _build(
        self,
        locality: Locality,
        incoming: IncomingText,
        decision: Decision,
        partner: Partner,
        known: KnownThread | None,
        *,
        at: datetime,
    ) -> TextSubmission:
        worker = find_worker_key(self.keys, at)
        builder = Builder(locality.tree, self.names, self.custody, worker, self.policy)
        tip_id = None if known is None else known.state.tip_id
        return builder.build(incoming, decision, partner, tip_id=tip_id, at=at)

    def _decide(
        self, locality: Locality, incoming: IncomingText, partner: Partner, known: KnownThread | None, *, at: datetime
    ) -> Decision:
        reader = Reader(locality.tree, locality.gazetteer, self.words, locality.category_codes)
        return reader.decide(incoming, partner, None if known is None else known.state, at=at)

    def _digest(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> TextArrival:
        has_time_window = adapter_of(partner).guarantees.has_time_window
        ids = [incoming.message_id, incoming.signed] if incoming.signed else [incoming.message_id]
        return TextArrival(
            delivery=digest_ids(ids, partner, keys=self.keys, has_time_window=has_time_window, at=at),
            number=self.find_number(incoming.number, at=at),
        )

    def find_number(self, number: str, *, at: datetime) -> Number:
        """Return by what a number is known. It comes as ``canonical`` writes it: to take it apart is slow."""
        self.number_key(at)
        keys = list(self.keys.list_digest_keys(DigestUse.NUMBER).items())[:_MOST_MONTHS]
        return Number({month: digest_known_number(number, key=key, month=month) for month, key in keys})

    def number_key(self, at: datetime) -> Key:
        """Return the key under which a number is known this month."""
        return self.keys.make_digest_key(DigestUse.NUMBER, month_of(at))


@dataclass
class _Allowance:
    """What one text may cost, spent once however many turns it takes."""

    taker: TextTaker
    incoming: IncomingText
    at: datetime
    _is_flood: bool | None = None
    _is_told: bool | None = None

    def is_flood(self) -> bool:
        """Say whether its sender has begun more tips than are taken straight."""
        if self._is_flood is None:
            self._is_flood = not self.taker.gate.spend(self._who())
        return self._is_flood

    def limit(self, decision: Decision) -> Decision:
        """Return the decision; a sender who is erased again and again is told of it only now and then."""
        if decision.kind is not TextKind.ERASE:
            return decision
        if self._is_told is None:
            self._is_told = decision.automatic is not None and self.taker.erasures.spend(self._who())
        kind = OutgoingKind.ERASED if self._is_told else OutgoingKind.ERASED_QUIETLY
        return replace(decision, automatic=kind)

    def _who(self) -> bytes:
        return digest_known_number(self.incoming.number, key=self.taker.number_key(self.at), month=month_of(self.at))
