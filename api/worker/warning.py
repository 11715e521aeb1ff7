"""Published warnings go out to those who asked for them, by e-mail or SMS. Nothing here ever sees a tip."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.ground.worker_key import find_worker_key
from api.process import Ground
from api.worker.backoff import MOST_ATTEMPTS, back_off
from api.worker.keys import WorkerKeyDirectory
from api.worker.mailing import Mailer
from api.worker.send_result import SendResult
from crypto.errors import Unopenable
from intake.areas.tables import AreaId
from intake.channels.sms.warning import seal_warning, write_warning
from intake.channels.warnings.contact import ContactKind
from intake.identity.outgoing import ReplyAddress
from triage.channels.sms.outgoing import Belongs, queue
from triage.channels.sms.threads import find_thread
from triage.ground.errors import KeyDestroyed, WorkerKeyMissing
from triage.ground.leases import find_still_mine, put_back
from triage.warnings.contacts import ContactAddress, open_contact, stop_contact
from triage.warnings.outbox import MessageState, note_dead_address, settle, take_due
from triage.warnings.tables import WarningContact, WarningMessage, WarningRow

# A mail server that lets us wait must not outlast the lease.
_AT_ONCE = 10
_FIRST_WAIT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class _Errand:
    """One message with all that it takes to send it."""

    message: WarningMessage
    contact: WarningContact
    warning: WarningRow


@dataclass(frozen=True, slots=True)
class Warner:
    """Sends warnings."""

    ground: Ground
    seeds: WorkerKeyDirectory
    mailer: Mailer | None
    """None where the settings name no mail server."""
    clock: Clock

    def work_due(self) -> int:
        """Send what is due, and return how much that was."""
        with self.ground.database.writing() as session:
            due = take_due(session, at=self.clock.now(), at_most=_AT_ONCE)
            session.expunge_all()
            session.commit()
        for message in due:
            self._send(message)
        return len(due)

    def _send(self, message: WarningMessage) -> None:
        errand = self._find_errand(message)
        if errand is None:
            self._finish(message, SendResult.REFUSED)
            return
        try:
            self._say(errand)
        except (Unopenable, KeyDestroyed) as error:
            log_error(LogEvent.ALERT_WAITS, error)
            self._finish(message, SendResult.GONE)
        except Exception as error:  # noqa: BLE001, one warning that cannot be sent must not hold up the others
            log_error(LogEvent.ALERT_WAITS, error)
            self._finish(message, SendResult.RETRY)

    def _find_errand(self, message: WarningMessage) -> _Errand | None:
        with self.ground.database.reading() as session:
            contact = session.get(WarningContact, message.contact_id)
            warning = session.get(WarningRow, message.warning_id)
            session.expunge_all()
        if contact is None or contact.stopped_at is not None or warning is None:
            return None
        return _Errand(message, contact, warning)

    def _say(self, errand: _Errand) -> None:
        address = open_contact(errand.contact, seed=self.seeds.seed(errand.contact.month))
        if address.kind is ContactKind.EMAIL:
            self._finish(errand.message, self._mail(errand, address))
        elif self._has_stopped(address, errand.contact):
            self._stop(errand.contact)
        else:
            self._text(errand, address)

    def _mail(self, errand: _Errand, address: ContactAddress) -> SendResult:
        if self.mailer is None:
            return SendResult.REFUSED
        title, public_url = " ".join(errand.warning.title.split()), self.ground.settings.public_url
        stop_url = f"{public_url}/thoi-nhan/{address.stop_token}"
        text = (
            f"{title}\n\n{errand.warning.text}\n\nXem trên trang: {self._find_page(errand)}\n\n"
            f"Công an gửi vì {errand.contact.name} đã đồng ý nhận cảnh báo. Không muốn nhận nữa: {stop_url}\n"
        )
        return self.mailer.mail(address.where, f"Công an cảnh báo: {title}", text=text, stop_url=stop_url)

    def _text(self, errand: _Errand, address: ContactAddress) -> None:
        """Hand the words on to what sends texts, which has leases, limits and reports of its own."""
        partners, at = self.ground.partners, self.clock.now()
        if not partners.can_send(address.partner):
            self._finish(errand.message, SendResult.RETRY)
            return
        try:
            worker = find_worker_key(self.ground.keys, at)
        except WorkerKeyMissing:
            self._finish(errand.message, SendResult.RETRY)
            return
        takes_marks = partners.takes_marks(address.partner)
        words = write_warning(errand.warning.title, self._find_page(errand), takes_marks=takes_marks)
        sealed = seal_warning(words, ReplyAddress(address.where, address.partner), worker, at=at)
        with self.ground.database.writing() as session:
            row = find_still_mine(session, errand.message)
            if row is not None:
                queue(session, sealed, Belongs(), at=at)
                settle(session, row, MessageState.SENT, outgoing_id=sealed.id, at=at)
            session.commit()

    def _find_page(self, errand: _Errand) -> str:
        """Return where the warning is read: on the contact's own box, which shows those of all areas above too."""
        tree = self.ground.localities.get(self.ground.database).tree
        areas = [each for each in (errand.contact.area_id, errand.warning.area_id) if each in tree.nodes]
        boxes = [box for each in areas if (box := tree.get(AreaId(each)).box)]
        public_url = self.ground.settings.public_url
        return f"{public_url}/b/{boxes[0]}/canh-bao" if boxes else public_url

    def _has_stopped(self, address: ContactAddress, contact: WarningContact) -> bool:
        """Say whether the number asked for no more, since it was entered."""
        number = self.ground.texts.find_number(address.where, at=self.clock.now())
        with self.ground.database.reading() as session:
            known = find_thread(session, number)
        return known is not None and known.stopped_at is not None and known.stopped_at > contact.made_at

    def _stop(self, contact: WarningContact) -> None:
        with self.ground.database.writing() as session:
            row = session.get(WarningContact, contact.id, with_for_update=True)
            if row is not None:
                stop_contact(session, row, at=self.clock.now())
            session.commit()

    def _finish(self, message: WarningMessage, said: SendResult) -> None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            # The contact before its message, in the order in which deleting or stopping one locks them.
            if said is SendResult.GONE:
                note_dead_address(session, message.contact_id, at=at)
            row = find_still_mine(session, message)
            if row is not None:
                self._decide(session, row, said)
            session.commit()

    def _decide(self, session: Session, row: WarningMessage, said: SendResult) -> None:
        at = self.clock.now()
        if said is SendResult.SENT:
            settle(session, row, MessageState.SENT, at=at)
        elif said is SendResult.RETRY and row.attempts < MOST_ATTEMPTS:
            put_back(session, row, next_at=at + back_off(row.attempts, first=_FIRST_WAIT))
        else:
            settle(session, row, MessageState.FAILED, at=at)
