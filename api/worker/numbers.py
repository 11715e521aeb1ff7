"""What takes knowing whose a tip is: erase all of a number's tips, block it, see that it said STOP."""

from dataclasses import dataclass

from sqlmodel import select

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.process import Ground
from api.worker.keys import WorkerKeyDirectory
from crypto.errors import Unopenable
from crypto.keys import Seed
from intake.identity.relay import open_reply_address
from triage.channels.sms.blocking import apply_block, list_due_blocks
from triage.channels.sms.replies import erase_tip, stop_tip
from triage.channels.sms.tables import ReplyAddressRow
from triage.channels.sms.threads import find_thread
from triage.ground.errors import KeyDestroyed


@dataclass(frozen=True, slots=True)
class Numbers:
    """Opens reply addresses to compare them. No number leaves this class but as a digest."""

    ground: Ground
    seeds: WorkerKeyDirectory
    clock: Clock

    def erase(self, number: str) -> None:
        """Delete who sent it from every tip of this number.

        Nothing ties a number's tips together in the database, so each address is opened: some thousands a second.
        """
        with self.ground.database.reading() as session:
            rows = session.exec(select(ReplyAddressRow)).all()
            session.expunge_all()
        seeds = {month: self._find_seed(month) for month in {row.month for row in rows}}
        mine = [row.tip_id for row in rows if self._open(row, seeds[row.month]) == number]
        for tip_id in mine:
            with self.ground.database.writing() as session:
                erase_tip(session, tip_id, at=self.clock.now())
                session.commit()

    def apply_blocks(self) -> None:
        """See to what officers asked for: block a sender, or hear it again."""
        with self.ground.database.reading() as session:
            due = list_due_blocks(session)
            session.expunge_all()
        for row, register_name in due:
            number = self._open(row, self._find_seed(row.month))
            if number is None:
                continue
            digests = self.ground.texts.find_number(number, at=self.clock.now())
            with self.ground.database.writing() as session:
                apply_block(session, row.tip_id, digests, register_name)
                session.commit()

    def has_stopped(self, number: str, tip_id: str) -> bool:
        """Say whether the number asked for no more, by a later thread than this tip's; then its officers see that."""
        with self.ground.database.reading() as session:
            known = find_thread(session, self.ground.texts.find_number(number, at=self.clock.now()))
        if known is None or known.stopped_at is None:
            return False
        with self.ground.database.writing() as session:
            stop_tip(session, tip_id, at=self.clock.now())
            session.commit()
        return True

    def _find_seed(self, month: str) -> Seed | None:
        try:
            return self.seeds.seed(month)
        except KeyDestroyed:
            return None

    def _open(self, row: ReplyAddressRow, seed: Seed | None) -> str | None:
        if seed is None:
            return None
        try:
            return open_reply_address(row.sealed, seed=seed, tip_id=row.tip_id, month=row.month).number
        except Unopenable as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return None
