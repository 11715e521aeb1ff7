"""Handing texts to the gateways: the one place where a number is plain again, for as long as one request takes."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import httpx
from sqlmodel import Session

from api.context import Clock, Ground
from api.logs import LogEvent, log_error
from api.texting.partners import PartnerUnknown
from api.worker_keys import WorkerKeyDirectory
from crypto.errors import Unopenable
from intake.identity.outgoing import Addressed
from intake.identity.relay import open_addressed, open_reply_address
from intake.sms.adapters.all import ADAPTERS
from intake.sms.adapters.protocol import Adapter, Handed, OutgoingText
from intake.sms.partner import Partner
from intake.sms.submission import OutgoingKind
from triage.errors import KeyDestroyed
from triage.texting.counts import count_sent, segments_today
from triage.texting.outgoing import (
    OutgoingState,
    begin_handing,
    find_still_mine,
    may_go,
    put_back,
    settle,
    take_due,
)
from triage.texting.tables import OutgoingRow, ReplyAddressRow

_AT_ONCE = 20
_FIRST_WAIT = timedelta(seconds=15)
_LONGEST_WAIT = timedelta(minutes=30)
# Fifteen seconds doubled to half an hour, and then half an hour again and again: this is about a day.
_MOST_ATTEMPTS = 54
_WORTH_WAITING = (OutgoingKind.ANSWER, OutgoingKind.ERASED)
# No request left: the gateway cannot have the text.
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.InvalidURL)


class Verdict(StrEnum):
    """What becomes of a text now."""

    GO = "go"
    WAIT = "wait"
    DROP = "drop"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A text opened, on its way through one request."""

    id: str
    attempt: int
    partner: Partner
    adapter: Adapter
    text: OutgoingText


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is due."""

    ground: Ground
    seeds: WorkerKeyDirectory
    client: httpx.Client
    clock: Clock

    def send_due(self) -> int:
        """Hand over what is due, and return how many texts were taken in hand."""
        with self.ground.database.writing() as session:
            due = take_due(session, at=self.clock.now(), at_most=_AT_ONCE)
            session.expunge_all()
            session.commit()
        for row in due:
            parcel = self._pack(row)
            if parcel is not None:
                self._finish(parcel, self._hand_over(parcel))
        return len(due)

    def _pack(self, taken: OutgoingRow) -> _Parcel | None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            row = find_still_mine(session, taken)
            if row is None:
                return None
            verdict, parcel = self._weigh(session, row, at=at)
            if verdict is Verdict.GO:
                begin_handing(session, row, at=at)
            elif verdict is Verdict.WAIT:
                row.attempts -= 1
                put_back(session, row, next_at=at + _LONGEST_WAIT)
            else:
                state = OutgoingState.DROPPED if verdict is Verdict.DROP else OutgoingState.FAILED
                settle(session, row, state, at=at)
            session.commit()
        return parcel

    def _weigh(self, session: Session, row: OutgoingRow, *, at: datetime) -> tuple[Verdict, _Parcel | None]:
        if not may_go(session, row):
            return Verdict.DROP, None
        try:
            partner = self.ground.partners.get(row.partner)
        except PartnerUnknown:
            return Verdict.WAIT, None
        if not partner.url or not self.ground.partners.is_confirmed(partner):
            return Verdict.WAIT, None
        if segments_today(session, row.partner, at=at) + row.segments > partner.texts_a_day:
            # An answer waits for the morning; what goes out by itself would only be late by then.
            return (Verdict.WAIT if row.kind in _WORTH_WAITING else Verdict.DROP), None
        text = self._open(session, row)
        if text is None:
            return Verdict.FAIL, None
        return Verdict.GO, _Parcel(row.id, row.attempts, partner, ADAPTERS[partner.adapter], text)

    def _open(self, session: Session, row: OutgoingRow) -> OutgoingText | None:
        try:
            seed = self.seeds.seed(row.month)
            addressed = open_addressed(row.sealed, seed=seed, outgoing_id=row.id, month=row.month)
            number = self._find_number(session, row, addressed)
        except (Unopenable, KeyDestroyed) as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return None
        return OutgoingText(row.id, number, addressed.text)

    def _find_number(self, session: Session, row: OutgoingRow, addressed: Addressed) -> str:
        if addressed.address is not None:
            return addressed.address.number
        stored = session.get(ReplyAddressRow, row.tip_id)
        if stored is None:
            raise Unopenable
        seed = self.seeds.seed(stored.month)
        return open_reply_address(stored.sealed, seed=seed, tip_id=stored.tip_id, month=stored.month).number

    def _hand_over(self, parcel: _Parcel) -> Handed:
        status_url = f"{self.ground.settings.public_url}/hooks/sms/{parcel.partner.name}/status"
        request = parcel.adapter.write(parcel.text, parcel.partner, status_url=status_url, at=self.clock.now())
        try:
            answer = self.client.post(
                request.url,
                content=request.content,
                headers=request.headers,
                auth=request.account or httpx.USE_CLIENT_DEFAULT,
            )
        except _NOT_REACHED as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return Handed.AGAIN
        except httpx.HTTPError as error:
            log_error(LogEvent.TEXT_WAITS, error)
            return Handed.UNSURE
        return parcel.adapter.read_answer(answer.status_code, answer.content)

    def _finish(self, parcel: _Parcel, handed: Handed) -> None:
        at = self.clock.now()
        with self.ground.database.writing() as session:
            row = session.get_one(OutgoingRow, parcel.id, with_for_update=True)
            if row.state == OutgoingState.HANDING and row.attempts == parcel.attempt:
                self._settle(session, row, parcel, handed, at=at)
            if handed is Handed.TAKEN:
                count_sent(session, row.partner, row.segments, at=at)
            session.commit()

    def _settle(self, session: Session, row: OutgoingRow, parcel: _Parcel, handed: Handed, *, at: datetime) -> None:
        # A gateway that knows our id takes a second handing-over for the first.
        is_doubtful = not parcel.adapter.guarantees.sends_once
        row.is_perhaps_twice = is_doubtful and (row.is_perhaps_twice or handed is Handed.UNSURE)
        if handed is Handed.TAKEN:
            settle(session, row, OutgoingState.SENT, at=at)
        elif handed is Handed.REFUSED or row.attempts >= _MOST_ATTEMPTS:
            settle(session, row, OutgoingState.FAILED, at=at)
        else:
            put_back(session, row, next_at=at + _wait(row.attempts))


def _wait(attempts: int) -> timedelta:
    """Return a wait that doubles with each attempt; the jitter keeps many from coming at one moment."""
    doubled = min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(attempts - 1, 10)))
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311, not a secret
