"""From an operator's call to what became of it: understood, sealed, stored. The hook calls it, and the worker."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from api.arrivals.deliveries import digest_ids
from api.arrivals.sms import TextNotUnderstood, TextTaker
from api.ground.database import Database
from api.ground.key_directory import FileKeyDirectory
from api.ground.locality import Locality, LocalityCache
from api.ground.worker_key import find_worker_key
from crypto.errors import ReceiptMistyped
from crypto.receipts import Receipt
from intake.channels.hotline.adapters.all import HOTLINE_ADAPTERS
from intake.channels.hotline.build import CallBuilder, make_tip_id
from intake.channels.hotline.inventions import is_doubtful
from intake.channels.hotline.speech import write_down
from intake.channels.hotline.submission import CallSubmission
from intake.channels.hotline.transcription import Ringing, Transcription
from intake.channels.hotline.understand import Heard, Listener
from intake.channels.partners.digests import digest_call
from intake.channels.partners.partner import Partner
from intake.channels.sms.numbers import canonical
from intake.identity.custody import Custody
from intake.reading.masking.lists import NameLists
from intake.reading.words.tables import WordTables
from intake.submission import TipId
from triage.channels.hotline.receive import (
    CallArrival,
    CallOutcome,
    DecidedCall,
    KnownCall,
    find_known,
    prepare_call,
    receive_call,
)
from triage.channels.hotline.ringing import announce
from triage.ground.errors import ThreadBusy, WorkerKeyMissing
from triage.ground.keys import DigestUse
from triage.tips.installation import Installation

_MOST_TURNS = 20


@dataclass(frozen=True, slots=True)
class HotlineTaker:
    """What it takes to take a call."""

    database: Database
    keys: FileKeyDirectory
    installation: Installation
    localities: LocalityCache
    words: WordTables
    names: NameLists
    texts: TextTaker
    """Knows by what a number is known."""
    custody: Custody
    policy: Literal["seal", "discard"]

    def take(self, told: Transcription, partner: Partner, *, at: datetime) -> CallOutcome:
        """Take the call; when this returns, it is on disk.

        Raises TextNotUnderstood, WorkerKeyMissing, NoTrustedPost, or ThreadBusy where no turn was found.
        """
        for _turn in range(_MOST_TURNS):
            try:
                return self._take(told, partner, at=at)
            except ThreadBusy:
                continue
        raise ThreadBusy

    def announce(self, ringing: Ringing, partner: Partner, *, at: datetime) -> None:
        """Let the call-takers know that a call rings. A repeated announcement changes nothing."""
        sealed = self._make_builder(partner, at=at).build_ringing(ringing)
        arrival = self._digest(ringing.call_id, "ringing", ringing.caller, partner, at=at)
        with self.database.writing() as session:
            announce(session, sealed, arrival, at=at)
            session.commit()

    def preview(self, told: Transcription, partner: Partner) -> Heard:
        """Return how the call would be understood. Nothing is stored."""
        return self._listen(self.localities.get(self.database)).understand(
            write_down(told.segments), scope=partner.scope
        )

    def _take(self, told: Transcription, partner: Partner, *, at: datetime) -> CallOutcome:
        locality, arrival = self.localities.get(self.database), self._arrive(told, partner, at=at)
        with self.database.reading() as reading:
            known = find_known(reading, arrival, _read_receipt(told.receipt))
            try:
                call = self._build(locality, told, partner, known, at=at)
            except (WorkerKeyMissing, OSError):
                raise
            except Exception as error:
                raise TextNotUnderstood from error
            decided = DecidedCall(arrival, known, call)
            prepared = prepare_call(decided, reading=reading, tree=locality.tree, installation=self.installation, at=at)
        with self.database.writing() as session:
            outcome = receive_call(session, prepared, installation=self.installation, at=at)
            session.commit()
        return outcome

    def _build(
        self, locality: Locality, told: Transcription, partner: Partner, known: KnownCall, *, at: datetime
    ) -> CallSubmission:
        if told.recording is not None and is_doubtful(told.segments):
            # A person listens first; words that may never have been said do not become a tip.
            told = replace(told, segments=())
        spoken = write_down(told.segments)
        heard = self._listen(locality).understand(spoken, scope=partner.scope)
        builder = self._make_builder(partner, at=at)
        tip_id = make_tip_id() if known.tip_id is None else TipId(known.tip_id)
        return builder.build(told, spoken, heard, tip_id=tip_id, is_new=not known.is_there)

    def _listen(self, locality: Locality) -> Listener:
        return Listener(locality.gazetteer, self.words, locality.category_codes)

    def _make_builder(self, partner: Partner, *, at: datetime) -> CallBuilder:
        return CallBuilder(partner, self.names, self.custody, find_worker_key(self.keys, at), self.policy)

    def _arrive(self, told: Transcription, partner: Partner, *, at: datetime) -> CallArrival:
        return self._digest(told.call_id, told.version, told.caller, partner, at=at)

    def _digest(self, call_id: str, version: str, caller: str, partner: Partner, *, at: datetime) -> CallArrival:
        has_time_window = HOTLINE_ADAPTERS[partner.adapter].has_time_window
        ids = [f"{call_id}|{version}"]
        delivery = digest_ids(ids, partner, keys=self.keys, has_time_window=has_time_window, at=at)
        keys = self.keys.list_digest_keys(DigestUse.ARRIVAL)
        return CallArrival(
            delivery=delivery,
            call=[(month, digest_call(call_id, partner, key=key, month=month)) for month, key in keys.items()],
            caller=self.texts.find_number(canonical(caller), at=at).digests if caller else None,
        )


def _read_receipt(told: str) -> Receipt | None:
    try:
        return Receipt.parse(told)
    except ReceiptMistyped:
        return None
