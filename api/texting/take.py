"""From a partner's text to what became of it: understood, sealed, stored. The hook calls it, and the worker."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from api.database import Database
from api.flood.gate import FloodGate
from api.key_directory import FileKeyDirectory
from api.locality import Locality, LocalityCache
from crypto.keys import Key
from intake.identity.custody import Custody
from intake.masking.lists import NameLists
from intake.sms.adapters.all import ADAPTERS
from intake.sms.build import Builder, digest_arrival, digest_sender
from intake.sms.call import IncomingText
from intake.sms.decide import Decision, Reader
from intake.sms.partner import Partner
from intake.sms.submission import TextKind
from intake.submission import WorkerKey
from intake.words.tables import WordTables
from triage.errors import ThreadBusy
from triage.installation import Installation
from triage.keys import DigestUse, month_of
from triage.texting.receive import REMEMBER_ARRIVALS, Decided, TextArrival, TextOutcome, prepare_text, receive_text
from triage.texting.threads import KnownThread, Number, find_thread

# Each turn that is lost was won by another text of the same number, so this many at once find their turns.
_MOST_TURNS = 40
# A thread's key lives six months at most, this one included.
_MOST_MONTHS = 7


class TextNotUnderstood(Exception):
    """Our own reading of the text failed: it is kept like a call that does not fit, and read again after a fix."""


@dataclass(frozen=True, slots=True)
class TextTaker:
    """What it takes to take a text."""

    database: Database
    keys: FileKeyDirectory
    installation: Installation
    localities: LocalityCache
    words: WordTables
    names: NameLists
    gate: FloodGate
    custody: Custody
    policy: Literal["seal", "discard"]

    def take(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> TextOutcome:
        """Take the text; when this returns, it is on disk.

        Raises TextNotUnderstood, WorkerKeyMissing, NoTrustedPost, or ThreadBusy where no turn was found.
        """
        for _turn in range(_MOST_TURNS):
            try:
                return self._take(incoming, partner, at=at)
            except ThreadBusy:
                continue
        raise ThreadBusy

    def preview(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> Decision:
        """Return what would become of the text if it were its sender's first. Nothing is stored."""
        return self._decide(self.localities.get(self.database), incoming, partner, None, at=at)

    def _take(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> TextOutcome:
        locality = self.localities.get(self.database)
        arrival = self._digest(incoming, partner, at=at)
        with self.database.reading() as reading:
            known = find_thread(reading, arrival.number)
            decided = self._understand(locality, incoming, partner, known, at=at)
            prepared = prepare_text(
                arrival,
                decided,
                reading=reading,
                tree=locality.tree,
                installation=self.installation,
                at=at,
            )
        with self.database.writing() as writing:
            outcome = receive_text(writing, prepared, tree=locality.tree, installation=self.installation, at=at)
            writing.commit()
        return outcome

    def _understand(
        self, locality: Locality, incoming: IncomingText, partner: Partner, known: KnownThread | None, *, at: datetime
    ) -> Decided:
        worker = find_worker_key(self.keys, at)
        try:
            decision = self._decide(locality, incoming, partner, known, at=at)
            builder = Builder(locality.tree, self.names, self.custody, worker, self.policy)
            tip_id = None if known is None else known.state.tip_id
            text = builder.build(incoming, decision, partner, tip_id=tip_id, at=at)
        except Exception as error:
            raise TextNotUnderstood from error
        if text.submission is not None and text.kind is TextKind.NEW:
            is_flood = not self.gate.spend(digest_sender(incoming, key=self._number_key(at), month=month_of(at)))
            text = replace(text, submission=replace(text.submission, is_from_flood=is_flood))
        return Decided(known, text)

    def _decide(
        self, locality: Locality, incoming: IncomingText, partner: Partner, known: KnownThread | None, *, at: datetime
    ) -> Decision:
        reader = Reader(locality.tree, locality.gazetteer, self.words)
        return reader.decide(incoming, partner, None if known is None else known.state, at=at)

    def _digest(self, incoming: IncomingText, partner: Partner, *, at: datetime) -> TextArrival:
        self._number_key(at)
        numbers = list(self.keys.list_digest_keys(DigestUse.NUMBER).items())[:_MOST_MONTHS]
        months = dict.fromkeys((month_of(at), month_of(at - REMEMBER_ARRIVALS)))
        arrivals = {month: self.keys.make_digest_key(DigestUse.ARRIVAL, month) for month in months}
        return TextArrival(
            message_digests={
                month: digest_arrival(incoming, partner, key=key, month=month) for month, key in arrivals.items()
            },
            number=Number({month: digest_sender(incoming, key=key, month=month) for month, key in numbers}),
            is_remembered_with_key=not ADAPTERS[partner.adapter].guarantees.has_time_window,
        )

    def _number_key(self, at: datetime) -> Key:
        return self.keys.make_digest_key(DigestUse.NUMBER, month_of(at))


def find_worker_key(keys: FileKeyDirectory, at: datetime) -> WorkerKey:
    """Return the public half of the worker's key of this month. Raises WorkerKeyMissing."""
    month = month_of(at)
    return WorkerKey(month, keys.worker_key(month))
