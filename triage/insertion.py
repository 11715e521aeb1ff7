"""Inserting where another process may be inserting the same row at this instant."""

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_unless_there(session: Session, row: SQLModel) -> bool:
    """Insert the row, and say whether it is ours: False where a row of the same key stands already.

    On PostgreSQL this waits for another transaction that is inserting the same key, so the answer is final.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(type(row)).values(**row.model_dump()).on_conflict_do_nothing().returning(literal(1))
    return session.connection().execute(insert).first() is not None
