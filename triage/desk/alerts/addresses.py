"""Where an officer wants to hear that there is something new. Sealed to the worker, who alone says it."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlmodel import Session, col, delete, func, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.sealing import open_sealed, seal
from intake.submission import WorkerKey
from triage.desk.alerts.outbox import AlertState
from triage.desk.alerts.tables import Alert, AlertAddress
from triage.ground.errors import MoveRefused
from triage.ground.ids import new_id
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn

MOST_ADDRESSES = 8


class AddressKind(StrEnum):
    """By what an officer is reached."""

    PUSH = "push"
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Address:
    """One way to an officer: a browser's push subscription, an e-mail address, or a number with its gateway."""

    kind: AddressKind
    where: str = field(repr=False)
    """The push service's URL for the browser; the e-mail address; the number."""
    browser_key: str = field(default="", repr=False)
    browser_secret: str = field(default="", repr=False)
    """Both base64url, as browsers give them."""
    partner: str = ""

    def to_bytes(self) -> bytes:
        """Return the form that is sealed."""
        return json.dumps([self.kind, self.where, self.browser_key, self.browser_secret, self.partner]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        kind, *rest = json.loads(raw)
        return cls(AddressKind(kind), *rest)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An address as its owner sees it: what kind, and whether what goes there arrives."""

    address: AlertAddress
    last: Alert | None
    failed: int


def add_address(
    session: Session, officer: SignedIn, address: Address, *, is_urgent_only: bool, worker: WorkerKey, at: datetime
) -> str:
    """Keep an address and return its id. Raises MoveRefused where there are enough."""
    count = select(func.count()).select_from(AlertAddress).where(AlertAddress.officer_id == officer.id)
    if session.exec(count).one() >= MOST_ADDRESSES:
        raise MoveRefused
    address_id = new_id()
    session.add(
        AlertAddress(
            id=address_id,
            officer_id=officer.id,
            kind=address.kind,
            month=worker.month,
            sealed=seal(address.to_bytes(), to=worker.public_key, context=_context(address_id, officer.id)),
            is_urgent_only=is_urgent_only,
            made_at=at,
        )
    )
    append(session, Entry(JournalEvent.ALERTS_CHANGED, officer_id=officer.id, remark=f"added:{address.kind}"), at=at)
    return address_id


def open_address(row: AlertAddress, *, seed: Seed) -> Address:
    """Return the address; for the worker alone. Raises crypto.errors.Unopenable."""
    try:
        return Address.from_bytes(open_sealed(row.sealed, seed=seed, context=_context(row.id, row.officer_id)))
    except ValueError as error:
        raise Unopenable from error


def list_addresses(session: Session, officer_id: str) -> list[AddressLine]:
    """Return the officer's addresses, the oldest first."""
    rows = session.exec(
        select(AlertAddress).where(AlertAddress.officer_id == officer_id).order_by(col(AlertAddress.made_at))
    )
    return [_describe(session, row) for row in rows]


def get_own(session: Session, officer: SignedIn, address_id: str) -> AlertAddress:
    """Return the officer's address. Raises MoveRefused, alike for another's and for none."""
    row = session.get(AlertAddress, address_id)
    if row is None or row.officer_id != officer.id:
        raise MoveRefused
    return row


def delete_address(session: Session, officer: SignedIn, address_id: str, *, at: datetime) -> None:
    """Forget an address, and what is on its way there. Raises MoveRefused."""
    row = get_own(session, officer, address_id)
    session.exec(delete(Alert).where(col(Alert.address_id) == row.id))
    session.delete(row)
    append(session, Entry(JournalEvent.ALERTS_CHANGED, officer_id=officer.id, remark=f"deleted:{row.kind}"), at=at)


def renew_push_address(
    session: Session, officer: SignedIn, address: Address, *, worker: WorkerKey, at: datetime
) -> str:
    """Keep the address that a browser has now instead of its last one, and forget those that are dead.

    Which of them the browser had is sealed, so the dead ones are found by what their push services said. Raises
    MoveRefused where there are enough.
    """
    dead = select(AlertAddress).where(
        AlertAddress.officer_id == officer.id,
        AlertAddress.kind == AddressKind.PUSH,
        col(AlertAddress.refused_at).is_not(None),
    )
    rows = session.exec(dead).all()
    is_urgent_only = bool(rows) and all(row.is_urgent_only for row in rows)
    for row in rows:
        delete_address(session, officer, row.id, at=at)
    session.flush()
    return add_address(session, officer, address, is_urgent_only=is_urgent_only, worker=worker, at=at)


def count_dead(session: Session, officer_id: str) -> int:
    """Return how many of the officer's addresses are dead."""
    query = (
        select(func.count())
        .select_from(AlertAddress)
        .where(AlertAddress.officer_id == officer_id, col(AlertAddress.refused_at).is_not(None))
    )
    return session.exec(query).one()


def _describe(session: Session, row: AlertAddress) -> AddressLine:
    mine = select(Alert).where(Alert.address_id == row.id)
    last = session.exec(mine.order_by(col(Alert.changed_at).desc()).limit(1)).first()
    failed = select(func.count()).where(Alert.address_id == row.id, Alert.state == AlertState.FAILED)
    return AddressLine(row, last, session.exec(failed).one())


def _context(address_id: str, officer_id: str) -> Context:
    return bind(Label.ALERT_ADDRESS, address_id, officer_id)
