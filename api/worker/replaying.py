"""Reading again what could not be read when it came."""

from dataclasses import dataclass

from api.context import Clock, Ground
from api.logs import LogEvent, log_error
from api.texting.partners import PartnerUnknown
from api.texting.take import TextNotUnderstood
from api.worker_keys import WorkerKeyDirectory
from crypto.errors import Unopenable
from intake.errors import CallUnreadable
from intake.identity.relay import open_call
from intake.sms.adapters.all import ADAPTERS
from intake.sms.quarantine import read_raw_call
from triage.errors import KeyDestroyed
from triage.texting.quarantine import list_kept, note_try, release
from triage.texting.tables import QuarantineRow


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
        except (CallUnreadable, TextNotUnderstood, PartnerUnknown, Unopenable, KeyDestroyed) as error:
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
        call, adapter = read_raw_call(raw), ADAPTERS[partner.adapter]
        incoming = adapter.read(call)
        if incoming is not None:
            self.ground.texts.take(incoming, partner, at=self.clock.now())
            return
        # A report this old tells nobody anything; that it can be read is enough.
        adapter.read_report(call)
