"""Texts on their way out: queued in the transaction of what they tell, taken by one worker at a time, settled.

What a worker that dies had begun to hand over is tried again when its lease ends; where the gateway knows no key
against sending twice, the officer is told that it may have come twice.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update

from intake.channels.sms.submission import OutgoingKind, SealedText
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow
from triage.ground import leases
from triage.ground.insertion import insert_all
from triage.journal.changes import note_change_alone

LEASE = timedelta(minutes=2)
_LONG = timedelta(minutes=10)
_ID = re.compile(r"[0-9a-f]{32}")


class OutgoingState(StrEnum):
    """Where a text is."""

    WAITING = leases.WAITING
    TAKEN = leases.TAKEN
    """A worker has it in hand."""
    HANDING = "handing"
    """A worker is handing it over. Where that worker dies, it is not known whether the gateway has it."""
    SENT = "sent"
    """The gateway has it."""
    DELIVERED = "delivered"
    FAILED = "failed"
    """The gateway refused it, or the network gave it up, or no try succeeded for a day: an officer has to look."""
    DROPPED = "dropped"
    """Over the day's limit, answered meanwhile, or the resident asked for no more."""


OPEN_STATES = (OutgoingState.WAITING, OutgoingState.TAKEN, OutgoingState.HANDING)
_IN_HAND = (OutgoingState.TAKEN, OutgoingState.HANDING)


@dataclass(frozen=True, slots=True)
class Belongs:
    """To what a text belongs, as far as anything may know."""

    tip_id: str | None = None
    message_id: str | None = None
    thread_digest: bytes | None = None


def queue(session: Session, text: SealedText, belongs: Belongs, *, at: datetime) -> None:
    """Put a text into the queue."""
    row = {
        "id": text.id,
        "kind": text.kind,
        "tip_id": belongs.tip_id,
        "message_id": belongs.message_id,
        "thread_digest": belongs.thread_digest,
        "partner": text.partner,
        "month": text.month,
        "sealed": text.sealed,
        "segments": text.segments,
        "state": OutgoingState.WAITING,
        "next_at": text.not_before,
        "changed_at": at,
    }
    insert_all(session, OutgoingRow, [row])


def take_due(session: Session, *, at: datetime, at_most: int) -> list[OutgoingRow]:
    """Take the texts that are due, each for the length of a lease. Commit before anything is sent."""
    due = leases.find_due(session, OutgoingRow, OPEN_STATES, at=at, at_most=at_most)
    for row in due:
        row.is_perhaps_twice = row.is_perhaps_twice or row.state == OutgoingState.HANDING
    return leases.take(session, due, until=at + LEASE)


def find_still_mine(session: Session, taken: OutgoingRow) -> OutgoingRow | None:
    """Return the row as it stands, locked, where the worker that took it still has it; else None."""
    return leases.find_still_mine(session, taken, in_hand=_IN_HAND)


def begin_handing(session: Session, row: OutgoingRow, *, at: datetime) -> None:
    """Note that the gateway may have the text from now on. Commit before the request leaves."""
    row.state, row.next_at = OutgoingState.HANDING, at + LEASE
    session.add(row)


def settle(session: Session, row: OutgoingRow, state: OutgoingState, *, at: datetime) -> None:
    """Write down where the text is now. Nothing of what it said is kept, nor whose number it went to."""
    row.state, row.sealed, row.thread_digest, row.changed_at = state, b"", None, at
    session.add(row)
    session.flush()
    _tell_page(session, row)


def report(session: Session, outgoing_id: str, partner: str, state: OutgoingState, *, at: datetime) -> bool:
    """Take a delivery report of the partner's, and say whether there is such a text. A late *sent* undoes nothing."""
    # What is no id of ours need not trouble the database, which takes not every character.
    row = session.get(OutgoingRow, outgoing_id, with_for_update=True) if _ID.fullmatch(outgoing_id) else None
    if row is None or row.partner != partner:
        return False
    is_final = row.state in (OutgoingState.DELIVERED, OutgoingState.DROPPED)
    if not is_final and row.state != state and not (state == OutgoingState.SENT and row.state == OutgoingState.FAILED):
        settle(session, row, state, at=at)
    return True


def drop_waiting(session: Session, thread_digest: bytes, kinds: Collection[OutgoingKind], *, at: datetime) -> None:
    """Take back automatic texts that have not gone out yet: something was said meanwhile that makes them idle."""
    drop(
        session,
        col(OutgoingRow.thread_digest) == thread_digest,
        col(OutgoingRow.kind).in_(kinds),
        col(OutgoingRow.state) == OutgoingState.WAITING,
        at=at,
    )


def drop(session: Session, *which: ColumnElement[bool], at: datetime) -> None:
    """Drop every text that fits ``which``. Nothing of what it said is kept, nor whose number it went to."""
    dropped = {"state": OutgoingState.DROPPED, "sealed": b"", "thread_digest": None, "changed_at": at}
    session.exec(update(OutgoingRow).where(*which).values(**dropped))


def may_go(session: Session, row: OutgoingRow) -> bool:
    """Say whether the resident still wants to hear: not where replies were stopped or the address was erased."""
    if row.tip_id is None:
        return True
    address = session.get(ReplyAddressRow, row.tip_id, populate_existing=True)
    return address is not None and address.stopped_at is None


def list_of_tip(session: Session, tip_id: str) -> dict[str, OutgoingRow]:
    """Return the tip's outgoing answers by the messages that they carry."""
    query = select(OutgoingRow).where(OutgoingRow.tip_id == tip_id, col(OutgoingRow.message_id).is_not(None))
    return {str(row.message_id): row for row in session.exec(query)}


@dataclass(frozen=True, slots=True)
class Stuck:
    """How many of a partner's texts did not go."""

    failed: int
    waiting: int
    """For longer than they should."""


def count_stuck(session: Session, partner: str, *, at: datetime) -> Stuck:
    """Return how many of the partner's texts failed in the last month, and how many have waited for long."""
    mine = select(func.count()).where(OutgoingRow.partner == partner)
    failed = mine.where(OutgoingRow.state == OutgoingState.FAILED)
    waiting = mine.where(col(OutgoingRow.state).in_(OPEN_STATES), col(OutgoingRow.changed_at) < at - _LONG)
    return Stuck(session.exec(failed).one(), session.exec(waiting).one())


def _tell_page(session: Session, row: OutgoingRow) -> None:
    if row.tip_id is not None and row.message_id is not None:
        note_change_alone(session, row.tip_id)
