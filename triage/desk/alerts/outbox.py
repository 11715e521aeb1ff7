"""Alerts on their way: queued once for each delivery and address, taken by one worker at a time, settled.

What a worker that dies was handing over may come twice, and an alert that comes twice does no harm.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, select

from triage.desk.alerts.tables import Alert, AlertAddress
from triage.ground import leases
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.ground.vocabulary import Priority
from triage.tips.delivery.tables import Delivery
from triage.tips.record.tables import Tip

LEASE = timedelta(minutes=2)
_AT_ONCE = 500
_GATHERED_FOR = timedelta(seconds=45)
_KEPT = timedelta(days=30)


class AlertAbout(StrEnum):
    """What an alert tells of."""

    NEWS = "news"
    ACCOUNT = "account"
    """The officer's own account was changed, or a stranger tries to get in."""
    WAITING = "waiting"
    """Something that is no tip yet waits for a person."""
    TEST = "test"


class AlertState(StrEnum):
    """Where an alert is."""

    WAITING = leases.WAITING
    TAKEN = leases.TAKEN
    """A worker has it in hand."""
    SENT = "sent"
    """The push service, the mail server or the gateway has it."""
    FAILED = "failed"
    """Refused, or not taken for a day: its owner and the chief see it."""
    DROPPED = "dropped"
    """Its owner saw the news before it left."""


OPEN_STATES = (AlertState.WAITING, AlertState.TAKEN)


def queue_alerts(session: Session, *, at: datetime) -> int:
    """Queue what was delivered since the last time, and return how many deliveries that were. The caller commits.

    A flood sends no alerts: its tips stand in the bay, on the pages. What comes while an address has just been told is
    gathered into one more alert: very many tips ring often, and not very often, and none is left unsaid.
    """
    unsaid = session.exec(
        select(Delivery, Tip.priority)
        .join(Tip, col(Tip.id) == col(Delivery.tip_id))
        .where(col(Delivery.alerted_at).is_(None))
        .order_by(col(Delivery.made_at))
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True, of=Delivery)
    ).all()
    addresses = _read_addresses(session, {delivery.officer_id for delivery, _priority in unsaid})
    ringing = _Ringing(session, at)
    for delivery, priority in unsaid:
        delivery.alerted_at = at
        session.add(delivery)
        if delivery.seen_at is None and priority < Priority.BAY:
            is_urgent = priority < Priority.ROUTINE
            for address in addresses[delivery.officer_id]:
                if is_urgent or not address.is_urgent_only:
                    ringing.ring(address, delivery, is_urgent=is_urgent)
    session.flush()
    return len(unsaid)


def queue_test(session: Session, address: AlertAddress, *, at: datetime) -> None:
    """Queue an alert that tells of nothing."""
    insert_all(session, Alert, [_row(address, None, about=AlertAbout.TEST, is_urgent=False, at=at)])


def queue_about_account(session: Session, officer_ids: set[str], *, at: datetime) -> None:
    """Queue an alert about the own account, to each of the officers at every address."""
    _queue_to_all(session, officer_ids, AlertAbout.ACCOUNT, at=at)


def queue_about_waiting(session: Session, officer_ids: set[str], *, at: datetime) -> None:
    """Queue an alert that something waits, to each of the officers at every address: it may be of danger."""
    _queue_to_all(session, officer_ids, AlertAbout.WAITING, at=at)


def _queue_to_all(session: Session, officer_ids: set[str], about: AlertAbout, *, at: datetime) -> None:
    rows = [
        _row(address, None, about=about, is_urgent=True, at=at)
        for addresses in _read_addresses(session, officer_ids).values()
        for address in addresses
    ]
    insert_all(session, Alert, rows)


def take_due(session: Session, *, at: datetime, at_most: int) -> list[Alert]:
    """Take the alerts that are due, each for the length of a lease. Commit before anything is sent."""
    due = leases.find_due(session, Alert, OPEN_STATES, at=at, at_most=at_most, first=[col(Alert.is_urgent).desc()])
    return leases.take(session, due, until=at + LEASE)


def is_seen(session: Session, alert: Alert) -> bool:
    """Say whether its owner has seen meanwhile what it tells of."""
    delivery = None if alert.delivery_id is None else session.get(Delivery, alert.delivery_id, populate_existing=True)
    return delivery is not None and delivery.seen_at is not None


def settle(session: Session, row: Alert, state: AlertState, *, at: datetime) -> None:
    """Write down what became of an alert."""
    row.state, row.changed_at = state, at
    session.add(row)


def note_refusal(session: Session, address_id: str, *, at: datetime) -> None:
    """Note that the address is dead; nothing more is queued for it."""
    address = session.get(AlertAddress, address_id)
    if address is not None:
        address.refused_at = at
        session.add(address)


def forget_alerts(session: Session, *, at: datetime) -> None:
    """Delete what was settled long ago."""
    settled = col(Alert.state).not_in(OPEN_STATES) & (col(Alert.changed_at) < at - _KEPT)
    session.exec(delete(Alert).where(settled))


def list_alert_months(session: Session) -> frozenset[str]:
    """Return the months of the worker's keys to which addresses are sealed."""
    return frozenset(session.exec(select(AlertAddress.month).distinct()))


def _read_addresses(session: Session, officer_ids: set[str]) -> defaultdict[str, list[AlertAddress]]:
    found = defaultdict[str, list[AlertAddress]](list)
    query = select(AlertAddress).where(
        col(AlertAddress.officer_id).in_(officer_ids), col(AlertAddress.refused_at).is_(None)
    )
    for address in session.exec(query):
        found[address.officer_id].append(address)
    return found


class _Ringing:
    """What each address was told last."""

    def __init__(self, session: Session, at: datetime) -> None:
        self._session = session
        self._at = at
        self._last: dict[tuple[str, bool], Alert | None] = {}

    def ring(self, address: AlertAddress, delivery: Delivery, *, is_urgent: bool) -> None:
        """Queue an alert, or let one that waits tell of this too."""
        last = self._find_last(address, is_urgent=is_urgent)
        told_at = None if last is None else max(last.made_at, last.changed_at)
        if last is not None and last.state == AlertState.WAITING and not last.attempts:
            last.gathered, last.delivery_id = last.gathered + 1, delivery.id
        else:
            values = _row(address, delivery, about=AlertAbout.NEWS, is_urgent=is_urgent, at=self._at)
            last = Alert.model_validate(values)
            if told_at is not None:
                last.next_at = max(self._at, told_at + _GATHERED_FOR)
            self._last[address.id, is_urgent] = last
        self._session.add(last)

    def _find_last(self, address: AlertAddress, *, is_urgent: bool) -> Alert | None:
        key = address.id, is_urgent
        if key not in self._last:
            query = (
                select(Alert)
                .where(
                    Alert.address_id == address.id,
                    col(Alert.is_urgent).is_(is_urgent),
                    Alert.about == AlertAbout.NEWS,
                    col(Alert.made_at) > self._at - 20 * _GATHERED_FOR,
                )
                .order_by(col(Alert.made_at).desc())
                .limit(1)
            )
            self._last[key] = self._session.exec(query).first()
        return self._last[key]


def _row(
    address: AlertAddress, delivery: Delivery | None, *, about: AlertAbout, is_urgent: bool, at: datetime
) -> dict[str, object]:
    return {
        "id": new_id(),
        "delivery_id": None if delivery is None else delivery.id,
        "about": about,
        "address_id": address.id,
        "officer_id": address.officer_id,
        "is_urgent": is_urgent,
        "state": AlertState.WAITING,
        "next_at": at,
        "made_at": at,
        "changed_at": at,
    }
