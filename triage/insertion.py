"""Inserting rows without the object mapper, for what every arrival writes: it is three times as fast.

A row is a mapping from column names to values; a column that is left out gets the table's default.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Row = Mapping[str, object]


def insert_all(session: Session, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert the rows, which all name the same columns, in one go."""
    if rows:
        session.connection().execute(insert(table), rows)


def insert_unless_there(session: Session, table: type[SQLModel], row: Row) -> bool:
    """Insert the row, and say whether it is ours: False where a row of the same key stands already.

    On PostgreSQL this waits for another transaction that is inserting the same key, so the answer is final.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing().returning(literal(1))
    return session.connection().execute(statement, row).first() is not None
