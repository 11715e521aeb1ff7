"""Queues whose rows one worker at a time has in hand.

A worker takes a row by moving its time into the future. A worker that dies holds it no longer than that: the row is
due again, and the count of attempts tells the one who took it first that it is no longer his.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from intake.ground.columns import utc_field

WAITING, TAKEN = "waiting", "taken"


class Leased(SQLModel):
    """What a table needs to be such a queue."""

    id: str = Field(primary_key=True)
    state: str
    attempts: int = 0
    next_at: datetime = utc_field()
    """From when it may go; while a worker has it, when that worker's lease ends."""


_Row = TypeVar("_Row", bound=Leased)


def find_due(
    session: Session,
    table: type[_Row],
    states: Collection[str],
    *,
    at: datetime,
    at_most: int,
    first: Sequence[ColumnElement[bool]] = (),
) -> list[_Row]:
    """Return, locked, what is in one of the states and due; what others lock is passed over. ``first`` goes first."""
    query = (
        select(table)
        .where(col(table.state).in_(states), col(table.next_at) <= at)
        .order_by(*first, col(table.next_at), col(table.id))
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query))


def take(session: Session, rows: Sequence[_Row], *, until: datetime) -> list[_Row]:
    """Take the rows for the length of a lease. Commit before anything is sent."""
    for row in rows:
        row.state, row.next_at, row.attempts = TAKEN, until, row.attempts + 1
        session.add(row)
    session.flush()
    return list(rows)


def find_still_mine(session: Session, taken: _Row, *, in_hand: Collection[str] = (TAKEN,)) -> _Row | None:
    """Return the row as it stands, locked, where the worker that took it still has it; else None."""
    row = session.get(type(taken), taken.id, with_for_update=True, populate_existing=True)
    is_mine = row is not None and row.attempts == taken.attempts and row.state in in_hand
    return row if is_mine else None


def put_back(session: Session, row: Leased, *, next_at: datetime) -> None:
    """Let a row wait again until ``next_at``."""
    row.state, row.next_at = WAITING, next_at
    session.add(row)
