"""The database engine: one code path for SQLite and PostgreSQL, and nothing of a statement's parameters in any error.

A session for reading and a session for writing differ on SQLite only: a writer begins with BEGIN IMMEDIATE, so that it
waits its turn at the start instead of failing in the middle.
"""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlmodel import Session, create_engine

_BUSY_SECONDS = 30
_BEGIN = "homthu_begin"


@dataclass(frozen=True, slots=True)
class Database:
    """An engine with its two kinds of session."""

    engine: Engine
    _writing: Engine

    def reading(self) -> Session:
        """Return a session that only reads."""
        return Session(self.engine, autoflush=False)

    def writing(self) -> Session:
        """Return a session that writes; its first statement takes SQLite's write lock."""
        return Session(self._writing, autoflush=False)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Return the database at ``url``. An SQLite file is made with mode 0600 if it is not there."""
    parsed = make_url(url)
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_size=16,
        max_overflow=48,
        json_serializer=json.dumps,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False} if _is_sqlite(parsed.drivername) else {},
    )
    if _is_sqlite(parsed.drivername):
        _make_private(Path(parsed.database or ""))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, engine.execution_options(**{_BEGIN: "IMMEDIATE"}))


def _is_sqlite(drivername: str) -> bool:
    return drivername.startswith("sqlite")


def _make_private(path: Path) -> None:
    path.touch(mode=0o600, exist_ok=True)


def _prepare_sqlite(connection: sqlite3.Connection, record: Any) -> None:  # noqa: ANN401, SQLAlchemy's own type
    del record
    # We begin transactions ourselves (below); the driver must not begin its own.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    kind = connection.get_execution_options().get(_BEGIN, "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {kind}")
