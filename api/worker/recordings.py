"""The worker's work on recordings: fetch, have put into words, and forget; or hand to the duty desk's ear."""

import json
from dataclasses import dataclass, replace

from api.arrivals.sms import TextNotUnderstood
from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.ground.partners import PartnerUnknown, PartnerUnreadable
from api.ground.worker_key import find_worker_key
from api.process import Ground
from api.worker.fetching import Fetcher, FetchFailed, FetchRefused
from api.worker.keys import WorkerKeyDirectory
from api.worker.transcribing import Transcriber, TranscriptionFailed
from crypto.contexts import Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key
from crypto.sealing import seal
from crypto.streams import unlock_stream
from intake.channels.hotline.facts import RecordingFacts
from intake.channels.hotline.inventions import is_doubtful
from intake.channels.hotline.recording import seal_fetched
from intake.channels.hotline.speech import Spoken, write_down
from intake.channels.hotline.transcription import Transcription
from intake.channels.partners.partner import AdapterName, Partner
from intake.ground.custody_files import custody_file_context
from intake.identity.relay import open_recording_facts, open_recording_key
from triage.channels.hotline.recordings import (
    RecordingState,
    find_still_mine,
    give_to_desk,
    note_fetched,
    note_lost,
    put_off,
    take_due,
)
from triage.channels.hotline.tables import RecordingRow
from triage.custody.keeping.files import list_chunks
from triage.ground.errors import KeyDestroyed, NoTrustedPost
from triage.journal.changes import note_change_at_desk

# Twice as long after each: about two hours.
_MOST_TRIES = 14


@dataclass(frozen=True, slots=True)
class Recordings:
    """Works on recordings, one after the other."""

    ground: Ground
    seeds: WorkerKeyDirectory
    fetcher: Fetcher
    transcriber: Transcriber | None
    """None where the settings name no server."""
    clock: Clock

    def work_due(self) -> int:
        """Do the next thing that is due, and return how many recordings were in hand."""
        with self.ground.database.writing() as session:
            row = take_due(session, at=self.clock.now())
            session.commit()
            if row is None:
                return 0
            session.refresh(row)
            session.expunge_all()
        try:
            self._work(row)
        except (FetchRefused, Unopenable, KeyDestroyed) as error:
            self._give_up(row, error)
        except (
            FetchFailed,
            TranscriptionFailed,
            TextNotUnderstood,
            PartnerUnknown,
            PartnerUnreadable,
            NoTrustedPost,
        ) as error:
            self._try_again(row, error)
        return 1

    def _work(self, row: RecordingRow) -> None:
        seed = self.seeds.seed(row.month)
        raw = open_recording_facts(row.facts_sealed, seed=seed, recording_id=row.id, month=row.month)
        facts = RecordingFacts.from_bytes(raw)
        partner = self.ground.partners.get(row.partner)
        if row.state == RecordingState.TO_FETCH:
            self._fetch(row, facts, partner)
        elif self.transcriber is None:
            self._give_to_desk(row, facts)
        else:
            self._write_down(row, facts, partner, self.transcriber)

    def _fetch(self, row: RecordingRow, facts: RecordingFacts, partner: Partner) -> None:
        account = None
        if partner.adapter is AdapterName.TWILIO_HOTLINE:
            account = (partner.account, partner.secret_for_sending)
        content = self.fetcher.fetch(facts.url, partner.file_hosts, account)
        worker = find_worker_key(self.ground.keys, self.clock.now())
        # Under the month of the row: its facts are sealed to the same key, and both go together.
        worker = replace(worker, month=row.month, public_key=self.seeds.seed(row.month).public_key)
        file, key_sealed = seal_fetched(
            content,
            facts.media_type,
            recording_id=row.id,
            tip_id=row.tip_id,
            custody=self.ground.settings.custody,
            worker=worker,
        )
        with self.ground.database.writing() as session:
            mine = find_still_mine(session, row)
            if mine is not None:
                note_fetched(session, mine, file, key_sealed, at=self.clock.now())
                note_change_at_desk(session)
            session.commit()

    def _write_down(self, row: RecordingRow, facts: RecordingFacts, partner: Partner, transcriber: Transcriber) -> None:
        segments = transcriber.write_down(self._open(row), facts.media_type, facts.language)
        if not segments or is_doubtful(segments):
            # Silence is for a person to judge, and so is what a machine may have written over it.
            self._give_to_desk(row, facts, write_down(segments))
            return
        told = Transcription(
            call_id=facts.call_id,
            version="written down here",
            caller=facts.caller,
            started_at=facts.started_at,
            seconds=facts.seconds,
            language=facts.language,
            segments=segments,
        )
        # The tip, the file's new owner and the end of the worker's key come in one transaction.
        self.ground.calls.take(told, partner, at=self.clock.now())

    def _open(self, row: RecordingRow) -> bytes:
        key = self._open_key(row)
        with self.ground.database.reading() as session:
            chunks = list_chunks(session, row.file_id or "")
        return unlock_stream(chunks, key=key, context=custody_file_context(row.tip_id, row.file_id or "none"))

    def _open_key(self, row: RecordingRow) -> Key:
        if row.key_sealed is None:
            raise Unopenable
        seed = self.seeds.seed(row.month)
        return open_recording_key(row.key_sealed, seed=seed, recording_id=row.id, month=row.month)

    def _give_to_desk(self, row: RecordingRow, facts: RecordingFacts, heard: Spoken | None = None) -> None:
        key = self._open_key(row)
        started_at = None if facts.started_at is None else facts.started_at.isoformat()
        # What was written down, with from and to of each doubt, for who listens.
        words = ["", []] if heard is None else [heard.text, heard.doubtful]
        known = [key.reveal().hex(), facts.media_type, started_at, facts.seconds, facts.language, *words]
        said = json.dumps(known).encode()
        with self.ground.database.writing() as session:
            ladder = self.ground.installation.router.ladders.from_area(session, ())
            mine = find_still_mine(session, row)
            if not ladder.steps:
                raise NoTrustedPost
            desk = ladder.steps[-1]
            if mine is not None:
                sealed = seal(said, to=desk.public_key, context=bind(Label.RECORDING_FOR_DESK, row.id, desk.key_id))
                give_to_desk(session, mine, desk.key_id, sealed)
                note_change_at_desk(session)
            session.commit()

    def _try_again(self, row: RecordingRow, error: Exception) -> None:
        log_error(LogEvent.RECORDING_WAITS, error)
        if row.tries < _MOST_TRIES:
            with self.ground.database.writing() as session:
                mine = find_still_mine(session, row)
                if mine is not None:
                    put_off(session, mine, at=self.clock.now())
                session.commit()
        elif row.state == RecordingState.TO_WRITE_DOWN:
            raw = open_recording_facts(
                row.facts_sealed, seed=self.seeds.seed(row.month), recording_id=row.id, month=row.month
            )
            self._give_to_desk(row, RecordingFacts.from_bytes(raw))
        else:
            self._give_up(row, error)

    def _give_up(self, row: RecordingRow, error: Exception) -> None:
        log_error(LogEvent.RECORDING_WAITS, error)
        with self.ground.database.writing() as session:
            mine = find_still_mine(session, row)
            if mine is not None:
                note_lost(session, mine)
                note_change_at_desk(session)
            session.commit()
