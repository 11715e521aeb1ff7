"""Warnings on their way to contacts: queued when a chief approves, taken by one worker at a time, settled.

As with alerts, what a worker that dies was handing over may come twice. A text is handed on to the queue of all texts
in the transaction that settles it here, so that taking a warning back finds it there.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, func, or_, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.channels.sms.outgoing import OPEN_STATES as TEXTS_OPEN
from triage.channels.sms.outgoing import OutgoingState, drop
from triage.channels.sms.tables import OutgoingRow
from triage.ground import leases
from triage.ground.ids import new_id
from triage.ground.insertion import insert_all
from triage.warnings.tables import WarningContact, WarningMessage, WarningRow

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)


class MessageState(StrEnum):
    """Where a warning to one contact is."""

    WAITING = leases.WAITING
    TAKEN = leases.TAKEN
    """A worker has it in hand."""
    SENT = "sent"
    """The mail server has it, or the queue of texts."""
    FAILED = "failed"
    """Refused, or not taken for a day."""
    DROPPED = "dropped"
    """The contact wants no more."""


OPEN_STATES = (MessageState.WAITING, MessageState.TAKEN)


@dataclass(frozen=True, slots=True)
class Sendings:
    """How far a warning has come, by contacts."""

    sent: int
    open: int
    failed: int


def queue_messages(session: Session, warning: WarningRow, tree: AreaTree, *, at: datetime) -> None:
    """Queue the warning for the contacts of its area, and of every area under it."""
    areas = [warning.area_id, *(node.id for node in tree.with_box_under(AreaId(warning.area_id)))]
    contacts = select(WarningContact.id).where(
        col(WarningContact.area_id).in_(areas),
        col(WarningContact.refused_at).is_(None),
        col(WarningContact.stopped_at).is_(None),
    )
    insert_all(session, WarningMessage, [_row(warning.id, contact, at=at) for contact in session.exec(contacts)])


def take_back(session: Session, warning_id: str, *, at: datetime) -> None:
    """Stop what has not left of a warning, and forget the rest."""
    _drop_texts(session, col(WarningMessage.warning_id) == warning_id, at=at)
    session.exec(delete(WarningMessage).where(col(WarningMessage.warning_id) == warning_id))


def drop_messages(session: Session, contact_id: str, *, at: datetime) -> None:
    """Stop what has not left for a contact."""
    for row in _drop_texts(session, col(WarningMessage.contact_id) == contact_id, at=at):
        if row.state in OPEN_STATES:
            settle(session, row, MessageState.DROPPED, at=at)
    session.flush()


def take_due(session: Session, *, at: datetime, at_most: int) -> list[WarningMessage]:
    """Take the messages that are due, each for the length of a lease. Commit before anything is sent."""
    due = leases.find_due(session, WarningMessage, OPEN_STATES, at=at, at_most=at_most)
    return leases.take(session, due, until=at + LEASE)


def settle(
    session: Session, row: WarningMessage, state: MessageState, *, at: datetime, outgoing_id: str | None = None
) -> None:
    """Write down what became of a message; ``outgoing_id`` is the text that carries it."""
    row.state, row.outgoing_id, row.changed_at = state, outgoing_id, at
    session.add(row)


def note_dead_address(session: Session, contact_id: str, *, at: datetime) -> None:
    """Note that the address is dead; nothing more is queued for it."""
    contact = session.get(WarningContact, contact_id, with_for_update=True)
    if contact is not None:
        contact.refused_at = at
        session.add(contact)
        session.flush()


def count_sendings(session: Session, warning_ids: Collection[str]) -> dict[str, Sendings]:
    """Return how far each warning has come. A text has gone when its gateway has it."""
    text = col(OutgoingRow.state)
    query = (
        select(WarningMessage.warning_id, WarningMessage.state, text, func.count())
        .join(OutgoingRow, col(OutgoingRow.id) == col(WarningMessage.outgoing_id), isouter=True)
        .where(col(WarningMessage.warning_id).in_(warning_ids))
        .group_by(col(WarningMessage.warning_id), col(WarningMessage.state), text)
    )
    counts = Counter[tuple[str, str]]()
    for warning_id, state, text_state, count in session.exec(query):
        counts[warning_id, _judge(state, text_state)] += count
    return {each: Sendings(*(counts[each, way] for way in ("sent", "open", "failed"))) for each in warning_ids}


def forget_messages(session: Session, *, at: datetime) -> None:
    """Delete what was settled long ago, and contacts that asked for no more as long ago.

    What is still among the texts that wait stays: a warning that is taken back has to find it.
    """
    waiting = select(OutgoingRow.id).where(col(OutgoingRow.state).in_(TEXTS_OPEN))
    is_done = or_(col(WarningMessage.outgoing_id).is_(None), col(WarningMessage.outgoing_id).not_in(waiting))
    settled = col(WarningMessage.state).not_in(OPEN_STATES) & (col(WarningMessage.changed_at) < at - KEPT)
    session.exec(delete(WarningMessage).where(settled, is_done))
    written_to = select(WarningMessage.contact_id)
    gone = (col(WarningContact.stopped_at) < at - KEPT) & col(WarningContact.id).not_in(written_to)
    session.exec(delete(WarningContact).where(gone))


def list_contact_months(session: Session) -> frozenset[str]:
    """Return the months of the worker's keys to which contacts are sealed."""
    query = select(WarningContact.month).where(col(WarningContact.stopped_at).is_(None))
    return frozenset(session.exec(query.distinct()))


def _drop_texts(session: Session, which: ColumnElement[bool], *, at: datetime) -> list[WarningMessage]:
    """Drop the texts that carry these messages and have not left, and return the messages, locked.

    A worker that has one in hand is waited for, so that what it hands on is found.
    """
    rows = list(session.exec(select(WarningMessage).where(which).with_for_update()))
    texts = [row.outgoing_id for row in rows if row.outgoing_id is not None]
    drop(session, col(OutgoingRow.id).in_(texts), col(OutgoingRow.state) == OutgoingState.WAITING, at=at)
    return rows


def _judge(state: str, text_state: str | None) -> str:
    if state in OPEN_STATES or text_state in TEXTS_OPEN:
        return "open"
    is_gone = state == MessageState.SENT and text_state in (None, OutgoingState.SENT, OutgoingState.DELIVERED)
    return "sent" if is_gone else "failed" if state != MessageState.DROPPED else "dropped"


def _row(warning_id: str, contact_id: str, *, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "warning_id": warning_id,
        "contact_id": contact_id,
        "state": MessageState.WAITING,
        "next_at": at,
        "changed_at": at,
    }
