"""Alerts: the next officer is asked, and officers hear outside the pages that there is news, and no more."""

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
from api.worker.pushing import Pusher
from api.worker.send_result import SendResult
from crypto.errors import Unopenable
from intake.channels.sms.alert import seal_alert
from intake.identity.outgoing import ReplyAddress
from triage.channels.sms.outgoing import Belongs, queue
from triage.desk.alerts.account import queue_account_alerts
from triage.desk.alerts.addresses import Address, AddressKind, open_address
from triage.desk.alerts.asking import ask_due
from triage.desk.alerts.outbox import AlertAbout, AlertState, is_seen, note_refusal, queue_alerts, settle, take_due
from triage.desk.alerts.tables import Alert, AlertAddress
from triage.desk.alerts.waiting import queue_waiting_alerts
from triage.ground.errors import KeyDestroyed, WorkerKeyMissing
from triage.ground.leases import find_still_mine, put_back

_AT_ONCE = 50
_FIRST_WAIT = timedelta(seconds=10)

ROUTINE, URGENT = "Có việc mới", "Có việc khẩn"
ACCOUNT, TEST = "Xem lại tài khoản", "Có việc mới (thử)"
# Of what waits unread it is not known whether it is urgent.
_WORDS = {AlertAbout.ACCOUNT: ACCOUNT, AlertAbout.WAITING: ROUTINE}


@dataclass(frozen=True, slots=True)
class Alerter:
    """Asks, queues and sends."""

    ground: Ground
    seeds: WorkerKeyDirectory
    pusher: Pusher
    mailer: Mailer | None
    """None where the settings name no mail server."""
    clock: Clock

    def work_due(self) -> int:
        """Do what is due, and return how much that was."""
        with self.ground.database.writing() as session:
            asked = ask_due(session, times=self.ground.settings.climb_times, at=self.clock.now())
            session.commit()
        with self.ground.database.writing() as session:
            queued = queue_alerts(session, at=self.clock.now())
            queued += queue_account_alerts(session, at=self.clock.now())
            queued += queue_waiting_alerts(session, at=self.clock.now())
            session.commit()
        return asked + queued + self._send_due()

    def _send_due(self) -> int:
        with self.ground.database.writing() as session:
            due = take_due(session, at=self.clock.now(), at_most=_AT_ONCE)
            session.expunge_all()
            session.commit()
        for alert in due:
            self._send(alert)
        return len(due)

    def _send(self, alert: Alert) -> None:
        with self.ground.database.reading() as session:
            address = session.get(AlertAddress, alert.address_id)
            is_idle = address is None or is_seen(session, alert)
            session.expunge_all()
        if address is None or is_idle:
            self._settle(alert, AlertState.DROPPED)
            return
        try:
            said = self._say(alert, open_address(address, seed=self.seeds.seed(address.month)))
        except (Unopenable, KeyDestroyed) as error:
            log_error(LogEvent.ALERT_WAITS, error)
            said = SendResult.GONE
        except Exception as error:  # noqa: BLE001, one alert that cannot be said must not hold up the others
            log_error(LogEvent.ALERT_WAITS, error)
            said = SendResult.RETRY
        self._finish(alert, said)

    def _say(self, alert: Alert, address: Address) -> SendResult:
        words = _choose_words(alert)
        if address.kind is AddressKind.PUSH:
            return self.pusher.push(
                address, words, topic=_choose_topic(alert), is_urgent=alert.is_urgent, at=self.clock.now()
            )
        if address.kind is AddressKind.SMS:
            return self._text(address, words)
        return SendResult.REFUSED if self.mailer is None else self.mailer.mail(address.where, words)

    def _text(self, address: Address, words: str) -> SendResult:
        """Hand the words on to what sends texts, which has leases, limits and reports of its own."""
        if not self.ground.partners.can_send(address.partner):
            return SendResult.RETRY
        at = self.clock.now()
        try:
            worker = find_worker_key(self.ground.keys, at)
        except WorkerKeyMissing:
            return SendResult.RETRY
        sealed = seal_alert(words, ReplyAddress(address.where, address.partner), worker, at=at)
        with self.ground.database.writing() as session:
            queue(session, sealed, Belongs(), at=at)
            session.commit()
        return SendResult.SENT

    def _finish(self, alert: Alert, said: SendResult) -> None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            row = find_still_mine(session, alert)
            if row is not None:
                self._decide(session, row, said)
            if said is SendResult.GONE:
                note_refusal(session, alert.address_id, at=at)
            session.commit()

    def _decide(self, session: Session, row: Alert, said: SendResult) -> None:
        at = self.clock.now()
        if said is SendResult.SENT:
            settle(session, row, AlertState.SENT, at=at)
        elif said is SendResult.RETRY and row.attempts < MOST_ATTEMPTS:
            put_back(session, row, next_at=at + back_off(row.attempts, first=_FIRST_WAIT))
        else:
            settle(session, row, AlertState.FAILED, at=at)

    def _settle(self, alert: Alert, state: AlertState) -> None:
        with self.ground.database.writing() as session:
            row = find_still_mine(session, alert)
            if row is not None:
                settle(session, row, state, at=self.clock.now())
            session.commit()


def _choose_words(alert: Alert) -> str:
    if alert.about == AlertAbout.NEWS:
        words = URGENT if alert.is_urgent else ROUTINE
        return f"{words} (thêm {alert.gathered})" if alert.gathered else words
    return _WORDS.get(AlertAbout(alert.about), TEST)


def _choose_topic(alert: Alert) -> str:
    """Return what the alert stands for: a browser that was away hears once of many (RFC 8030, section 5.4)."""
    if AlertAbout(alert.about) in _WORDS:
        return alert.about
    return "urgent" if alert.is_urgent else "routine"
