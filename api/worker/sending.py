"""Sending what is due: weighing whether a text may go, handing it over, and settling what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from api.ground.clock import Clock
from api.ground.logs import LogEvent, log_error
from api.ground.partners import PartnerUnknown, PartnerUnreadable
from api.process import Ground
from api.worker.backoff import LONGEST_WAIT, MOST_ATTEMPTS, back_off
from api.worker.numbers import Numbers
from api.worker.opening import Opener
from api.worker.wire import Parcel, Wire
from intake.channels.partners.partner import Partner
from intake.channels.sms.adapters.all import adapter_of
from intake.channels.sms.adapters.protocol import Handed, OutgoingText
from intake.channels.sms.submission import OutgoingKind
from triage.channels.partners.counts import count_sent, segments_today
from triage.channels.sms.outgoing import OutgoingState, begin_handing, find_still_mine, may_go, settle, take_due
from triage.channels.sms.tables import OutgoingRow
from triage.ground.leases import put_back

_AT_ONCE = 20
_FIRST_WAIT = timedelta(seconds=15)
_WORTH_WAITING = (OutgoingKind.ANSWER, OutgoingKind.ERASED, OutgoingKind.ALERT, OutgoingKind.WARNING)
_ERASING = (OutgoingKind.ERASED, OutgoingKind.ERASED_QUIETLY)
# What goes out by itself is idle after this long, and would only puzzle.
_IDLE_AFTER = timedelta(minutes=15)
# The rest of the day's segments is kept for answers and for advice in danger.
_SHARE_OF_AUTOMATIC = 0.8
_FREE_OF_SHARE = (OutgoingKind.ANSWER, OutgoingKind.ERASED, OutgoingKind.DANGER, OutgoingKind.ALERT)


class Verdict(StrEnum):
    """What becomes of a text now."""

    GO = "go"
    WAIT = "wait"
    DROP = "drop"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is due."""

    ground: Ground
    opener: Opener
    wire: Wire
    numbers: Numbers
    clock: Clock

    def send_due(self) -> int:
        """Hand over what is due, and return how many texts were taken in hand."""
        with self.ground.database.writing() as session:
            due = take_due(session, at=self.clock.now(), at_most=_AT_ONCE)
            session.expunge_all()
            session.commit()
        away = set[str]()
        for row in due:
            try:
                self._send(row, away)
            except (DBAPIError, OSError):
                raise
            except Exception as error:  # noqa: BLE001, one text that cannot be sent must not hold up the others
                log_error(LogEvent.TEXT_WAITS, error)
                self._put_off(row, at=self.clock.now(), is_counted=True)
        return len(due)

    def _send(self, row: OutgoingRow, away: set[str]) -> None:
        if row.partner in away:
            # A gateway that did not answer a moment ago is asked once, and does not hold up the others.
            self._put_off(row, at=self.clock.now(), is_counted=False)
            return
        opened = self.opener.open(row)
        if row.kind in _ERASING and opened is not None:
            self.numbers.erase(opened.number)
        parcel = self._pack(row, opened)
        if parcel is None:
            return
        handed = self.wire.hand_over(parcel, at=self.clock.now())
        self._finish(parcel, handed)
        if handed in (Handed.AGAIN, Handed.UNSURE):
            away.add(row.partner)

    def _put_off(self, taken: OutgoingRow, *, at: datetime, is_counted: bool) -> None:
        with self.ground.database.writing() as session:
            row = find_still_mine(session, taken)
            if row is not None and row.attempts >= MOST_ATTEMPTS:
                settle(session, row, OutgoingState.FAILED, at=at)
            elif row is not None:
                wait = back_off(row.attempts, first=_FIRST_WAIT)
                row.attempts -= 0 if is_counted else 1
                put_back(session, row, next_at=at + wait)
            session.commit()

    def _pack(self, taken: OutgoingRow, opened: OutgoingText | None) -> Parcel | None:
        at = self.clock.now()
        is_unwanted = taken.tip_id is not None and opened is not None and self._has_stopped(taken, opened)
        with self.ground.database.writing() as session:
            row = find_still_mine(session, taken)
            if row is None:
                return None
            verdict, parcel = self._weigh(session, row, opened, at=at)
            if is_unwanted:
                verdict, parcel = Verdict.DROP, None
            if verdict is Verdict.GO:
                begin_handing(session, row, at=at)
            elif verdict is Verdict.WAIT:
                row.attempts -= 1
                put_back(session, row, next_at=at + LONGEST_WAIT)
            else:
                state = OutgoingState.DROPPED if verdict is Verdict.DROP else OutgoingState.FAILED
                settle(session, row, state, at=at)
            session.commit()
        return parcel

    def _has_stopped(self, row: OutgoingRow, opened: OutgoingText) -> bool:
        return row.kind not in _ERASING and self.numbers.has_stopped(opened.number, row.tip_id or "")

    def _weigh(
        self, session: Session, row: OutgoingRow, opened: OutgoingText | None, *, at: datetime
    ) -> tuple[Verdict, Parcel | None]:
        is_idle = row.kind not in _WORTH_WAITING and at - row.changed_at > _IDLE_AFTER
        if row.kind == OutgoingKind.ERASED_QUIETLY or is_idle or not may_go(session, row):
            return Verdict.DROP, None
        try:
            partner = self.ground.partners.get(row.partner)
        except (PartnerUnknown, PartnerUnreadable):
            return Verdict.WAIT, None
        if not partner.url or not self.ground.partners.is_confirmed(partner):
            return Verdict.WAIT, None
        if segments_today(session, row.partner, at=at) + row.segments > _find_limit(partner, row):
            # An answer waits for the morning; what goes out by itself would only be late by then.
            return (Verdict.WAIT if row.kind in _WORTH_WAITING else Verdict.DROP), None
        if opened is None:
            return Verdict.FAIL, None
        return Verdict.GO, Parcel(row.id, row.attempts, partner, adapter_of(partner), opened)

    def _finish(self, parcel: Parcel, handed: Handed) -> None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            row = session.get_one(OutgoingRow, parcel.id, with_for_update=True)
            if row.state == OutgoingState.HANDING and row.attempts == parcel.attempt:
                self._settle(session, row, parcel, handed, at=at)
            if handed in (Handed.TAKEN, Handed.UNSURE):
                # What may have gone out may be on the bill.
                count_sent(session, row.partner, row.segments, at=at)
            session.commit()

    def _settle(self, session: Session, row: OutgoingRow, parcel: Parcel, handed: Handed, *, at: datetime) -> None:
        # A gateway that knows our id takes a second handing-over for the first.
        is_doubtful = not parcel.adapter.guarantees.sends_once
        is_unsure_again = is_doubtful and handed is Handed.UNSURE and row.is_perhaps_twice
        row.is_perhaps_twice = is_doubtful and (row.is_perhaps_twice or handed is Handed.UNSURE)
        if handed is Handed.TAKEN:
            settle(session, row, OutgoingState.SENT, at=at)
        elif handed is Handed.REFUSED or is_unsure_again or row.attempts >= MOST_ATTEMPTS:
            settle(session, row, OutgoingState.FAILED, at=at)
        else:
            put_back(session, row, next_at=at + back_off(row.attempts, first=_FIRST_WAIT))


def _find_limit(partner: Partner, row: OutgoingRow) -> int:
    return partner.texts_a_day if row.kind in _FREE_OF_SHARE else int(partner.texts_a_day * _SHARE_OF_AUTOMATIC)
