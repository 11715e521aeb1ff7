"""Reading again what could not be read when it came."""

from dataclasses import dataclass
from datetime import timedelta

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.process import Ground
from api.worker.keys import WorkerKeyDirectory
from intake.channels.hotline.adapters.all import HOTLINE_ADAPTERS
from intake.channels.hotline.transcription import Transcription
from intake.channels.partners.quarantine import read_raw_call
from intake.channels.sms.adapters.all import adapter_of
from intake.channels.sms.call import IncomingText
from intake.identity.relay import open_call
from triage.channels.partners.quarantine import list_kept, note_try, release
from triage.channels.partners.tables import QuarantineRow

_LATE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Replayer:
    """Replays the quarantine."""

    ground: Ground
    seeds: WorkerKeyDirectory
    clock: Clock

    def replay(self) -> tuple[int, int]:
        """Read every kept call again; return how many were read, and how many stay.

        A call that was stored and not released, because the power failed between, is known as a repeat.
        """
        with self.ground.database.reading() as session:
            kept = list_kept(session)
            session.expunge_all()
        read = sum(self._replay(row) for row in kept)
        return read, len(kept) - read

    def _replay(self, row: QuarantineRow) -> bool:
        try:
            self._read(row)
        except Exception as error:  # noqa: BLE001, one call that cannot be read must not keep the others from being sent
            log_error(LogEvent.CALL_QUARANTINED, error)
            with self.ground.database.writing() as session:
                note_try(session, row.id, at=self.clock.now())
                session.commit()
            return False
        with self.ground.database.writing() as session:
            release(session, row.id)
            session.commit()
        return True

    def _read(self, row: QuarantineRow) -> None:
        partner = self.ground.partners.get(row.partner)
        raw = open_call(row.sealed, seed=self.seeds.seed(row.month), quarantine_id=row.id, month=row.month)
        adapter, call = read_raw_call(raw)
        at = self.clock.now()
        if adapter in HOTLINE_ADAPTERS:
            heard = HOTLINE_ADAPTERS[adapter].read(call)
            # The caller has long hung up.
            if isinstance(heard, Transcription):
                self.ground.calls.take(heard, partner, at=at)
            return
        # A report this old is no news; that it can be read is enough.
        for told in adapter_of(partner).read(call):
            if isinstance(told, IncomingText):
                # No sender waits any more for an automatic answer.
                self.ground.texts.take(told, partner, at=at, is_late=at - row.arrived_at > _LATE_AFTER)
