"""The worker's work on files that came with a text: fetch, make safe, and add to a tip whose key it does not have."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.ground.partners import PartnerUnknown, PartnerUnreadable
from api.process import Ground
from api.worker.backoff import MOST_ATTEMPTS, back_off
from api.worker.fetching import Fetcher, FetchFailed, FetchRefused
from api.worker.keys import WorkerKeyDirectory
from crypto.errors import Unopenable
from intake.attachments.errors import FileRefused
from intake.attachments.making_safe import make_safe
from intake.attachments.safe_file import SafeFile
from intake.channels.partners.partner import AdapterName, Partner
from intake.identity.relay import open_file_url
from triage.channels.sms.files import note_lost, take_due
from triage.channels.sms.tables import TextFileRow
from triage.ground.errors import FilesExhausted, FilesFull, KeyDestroyed
from triage.ground.leases import find_still_mine, put_back
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.attachments.store import add_from_outside
from triage.tips.record.messages import hold_tip
from triage.tips.record.news import tell_holders

_FIRST_WAIT = timedelta(seconds=10)
_GIVEN_UP = (FetchRefused, FileRefused, Unopenable, KeyDestroyed)
_TRIED_AGAIN = (FetchFailed, PartnerUnknown, PartnerUnreadable)


@dataclass(frozen=True, slots=True)
class TextFiles:
    """Fetches files, one after the other."""

    ground: Ground
    seeds: WorkerKeyDirectory
    fetcher: Fetcher
    clock: Clock

    def work_due(self) -> int:
        """Fetch the next file that is due, and return how many were in hand."""
        with self.ground.database.writing() as session:
            row = take_due(session, at=self.clock.now())
            session.expunge_all()
            session.commit()
        if row is None:
            return 0
        try:
            file = self._fetch(row)
        except _GIVEN_UP as error:
            self._put_off(row, error, is_final=True)
        except _TRIED_AGAIN as error:
            self._put_off(row, error, is_final=row.attempts >= MOST_ATTEMPTS)
        else:
            self._add(row, file)
        return 1

    def _fetch(self, row: TextFileRow) -> SafeFile:
        url = open_file_url(row.sealed, seed=self.seeds.seed(row.month), file_id=row.id, month=row.month)
        partner = self.ground.partners.get(row.partner)
        # What a gateway calls it is not believed: what it is stands in the file.
        return make_safe(self.fetcher.fetch(url, partner.file_hosts, _find_account(partner)), "")

    def _add(self, row: TextFileRow, file: SafeFile) -> None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            # The tip before its file, in the order in which erasing or destroying it locks them.
            tip = hold_tip(session, row.tip_id)
            mine = find_still_mine(session, row)
            if mine is not None:
                try:
                    add_from_outside(session, tip, file, budget=self.ground.installation.files, at=at)
                except FilesFull:
                    note_lost(session, mine)
                except FilesExhausted:
                    self._wait(session, mine)
                else:
                    session.delete(mine)
                    append(session, Entry(JournalEvent.FILES_ADDED, tip_id=tip.id, remark="1"), at=at)
                tell_holders(session, tip, at=at)
            session.commit()

    def _put_off(self, row: TextFileRow, error: Exception, *, is_final: bool) -> None:
        log_error(LogEvent.FILE_WAITS, error)
        with self.ground.database.writing() as session:
            tip = hold_tip(session, row.tip_id)
            mine = find_still_mine(session, row)
            if mine is not None and is_final:
                note_lost(session, mine)
                tell_holders(session, tip, at=self.clock.now())
            elif mine is not None:
                self._wait(session, mine)
            session.commit()

    def _wait(self, session: Session, row: TextFileRow) -> None:
        put_back(session, row, next_at=self.clock.now() + back_off(row.attempts, first=_FIRST_WAIT))


def _find_account(partner: Partner) -> tuple[str, str] | None:
    """Return how Twilio is asked for a file; the others' addresses are secrets themselves."""
    is_twilio = partner.adapter is AdapterName.TWILIO
    return (partner.account, partner.secret_for_sending) if is_twilio else None
