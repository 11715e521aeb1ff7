"""The database engine: one code path for SQLite and PostgreSQL, and nothing of a statement's parameters in any error.

A session for reading and a session for writing differ on SQLite only: a writer begins with BEGIN IMMEDIATE, so that it
waits its turn at the start instead of failing in the middle.
"""

import json
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
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
        _WriterTurns().watch(engine)
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


class _WriterTurns:
    """Lets the writers of this process take turns.

    SQLite's own waiting is to try again after a nap, by which a writer may starve while others come and go. Writers of
    other processes still meet in the database.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def watch(self, engine: Engine) -> None:
        """Begin the engine's transactions, and end a writer's turn when its connection comes back to the pool."""
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "checkin", self._end_turn)

    def _begin(self, connection: Connection) -> None:
        kind = connection.get_execution_options().get(_BEGIN, "DEFERRED")
        if kind == "IMMEDIATE":
            if not self._turn.acquire(timeout=_BUSY_SECONDS):
                raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("no turn to write"))
            _record_info(connection.connection)[_BEGIN] = True
        connection.exec_driver_sql(f"BEGIN {kind}")

    def _end_turn(self, connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        del connection
        if _record_info(record).pop(_BEGIN, False):
            self._turn.release()


def _record_info(holder: PoolProxiedConnection | ConnectionPoolEntry) -> dict[str, bool]:
    """Return the notes that stay with a pool's place even when its connection is replaced."""
    notes = holder.record_info
    if notes is None:
        raise RuntimeError("a connection outside the pool")
    return notes
