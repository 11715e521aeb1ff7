"""Opening what is sealed to the worker: where a number is plain again, for as long as one request takes."""

from dataclasses import dataclass

from api.ground.logs import LogEvent, log_error
from api.process import Ground
from api.worker.keys import WorkerKeyDirectory
from crypto.errors import Unopenable
from intake.channels.sms.adapters.protocol import OutgoingText
from intake.identity.outgoing import ReplyAddress
from intake.identity.relay import open_addressed, open_reply_address
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow
from triage.ground.errors import KeyDestroyed


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens texts that go out."""

    ground: Ground
    seeds: WorkerKeyDirectory

    def open(self, row: OutgoingRow) -> OutgoingText | None:
        """Return the text and where it goes; None where it does not open, or was meant for another partner."""
        try:
            seed = self.seeds.seed(row.month)
            addressed = open_addressed(row.sealed, seed=seed, outgoing_id=row.id, month=row.month)
            address = addressed.address or self._find_address(row)
        except (Unopenable, KeyDestroyed) as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return None
        # The row's own word for the partner is in the clear: a thief of the database could turn it elsewhere.
        return OutgoingText(row.id, address.number, addressed.text) if address.partner == row.partner else None

    def _find_address(self, row: OutgoingRow) -> ReplyAddress:
        with self.ground.database.reading() as session:
            stored = session.get(ReplyAddressRow, row.tip_id)
        if stored is None:
            raise Unopenable
        seed = self.seeds.seed(stored.month)
        return open_reply_address(stored.sealed, seed=seed, tip_id=stored.tip_id, month=stored.month)
