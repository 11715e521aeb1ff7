"""Inserting rows without the object mapper, for what every arrival writes: it is three times as fast.

A row is a mapping from column names to values; a column that is left out gets the table's default.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Executable, Insert, insert, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Row = Mapping[str, object]


def insert_all(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert the rows, which all name the same columns, in one go."""
    if rows:
        session.connection().execute(_write_insert(table), rows)


def insert_unless_there(session: Session, table: type[SQLModel], row: Row) -> bool:
    """Insert the row, and say whether it is ours: False where a row of the same key stands already.

    On PostgreSQL this waits for another transaction that is inserting the same key, so the answer is final.
    """
    connection = session.connection()
    statement = _write_insert_unless_there(table, connection.dialect.name)
    return connection.execute(statement, row).first() is not None


def insert_missing(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert the rows of which none of the same key stands already, in one go."""
    if rows:
        connection = session.connection()
        connection.execute(_write_insert_missing(table, connection.dialect.name), rows)


# Written once a table: to put a statement together costs as much as to run it.
@cache
def _write_insert(table: type[SQLModel]) -> Insert:
    return insert(table)


@cache
def _write_insert_unless_there(table: type[SQLModel], dialect_name: str) -> Executable:
    if dialect_name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing().returning(literal(1))
    return sqlite.insert(table).on_conflict_do_nothing().returning(literal(1))


@cache
def _write_insert_missing(table: type[SQLModel], dialect_name: str) -> Executable:
    if dialect_name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
