"""The database engine: one code path for SQLite and PostgreSQL, and nothing of a statement's parameters in any error.

A session for reading and a session for writing differ on SQLite only: a writer begins with BEGIN IMMEDIATE, so that it
waits its turn at the start instead of failing in the middle.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, create_engine

from api.ground.write_turns import WriteTurns
from crypto.keys import Key
from triage.ground.row_proofs import KEY, RowProofs

_BUSY_SECONDS = 30
_SQLITE_ARGUMENTS = {"timeout": _BUSY_SECONDS, "check_same_thread": False}


class _Session(Session):
    """A session that keeps its connection at hand while a transaction lasts: every plain row asks for it."""

    def __init__(self, engine: Engine, info: dict[Any, Any]) -> None:
        super().__init__(engine, autoflush=False, info=info)
        self._held: tuple[SessionTransaction, Connection] | None = None

    def connection(self, *arguments: Any, **options: Any) -> Connection:  # noqa: ANN401, SQLAlchemy's own options
        transaction = self.get_transaction()
        if self._held is not None and self._held[0] is transaction and not arguments and not options:
            return self._held[1]
        connection = super().connection(*arguments, **options)
        transaction = self.get_transaction()
        self._held = None if transaction is None else (transaction, connection)
        return connection


@dataclass(frozen=True, slots=True)
class Database:
    """The database with its two kinds of session."""

    engine: Engine
    _writing: Engine
    _info: dict[Any, Any] = field(default_factory=dict)

    def reading(self) -> Session:
        """Return a session that only reads."""
        return _Session(self.engine, self._info)

    def snapshot(self) -> Session:
        """Return a session that reads everything as it stood at one moment, however long it takes."""
        # A reader of SQLite's write-ahead log has that anyway.
        isolated = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        return _Session(self.engine.execution_options(**isolated), self._info)

    def writing(self) -> Session:
        """Return a session that writes. On SQLite its first statement waits for this process's turn to write."""
        return _Session(self._writing, self._info)

    def prove_rows_with(self, read_pepper: Callable[[], Key]) -> None:
        """Let every session from now on prove the rows that authority is read from, and believe those proved so."""
        self._info[KEY] = RowProofs(read_pepper)

    def forget_deleted(self) -> None:
        """Let nothing that was deleted stand in SQLite's write-ahead log. PostgreSQL's log goes its own way."""
        if self.engine.dialect.name == "sqlite":
            # Not through a session: that would begin a transaction first.
            with closing(self._writing.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self._writing.dispose()
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Return the database at ``url``. An SQLite file is made with mode 0600 if it is not there."""
    parsed = make_url(url)
    if not parsed.drivername.startswith("sqlite"):
        engine = _make_engine(parsed, pool_size=16, max_overflow=48)
        return Database(engine, engine)
    _make_private(Path(parsed.database or ""))
    # One connection writes: SQLite has one writer anyway, whose cached pages stay valid, and the pool's queue lets
    # threads take turns, where SQLite's own waiting naps and starves. Processes take turns by a lock beside it.
    writing = _make_engine(parsed, connect_args=_SQLITE_ARGUMENTS, pool_size=1, max_overflow=0)
    WriteTurns(Path(parsed.database or "")).watch(writing)
    return Database(
        _prepare_engine(
            _make_engine(parsed, connect_args=_SQLITE_ARGUMENTS, pool_size=16, max_overflow=48), "DEFERRED"
        ),
        _prepare_engine(writing, "IMMEDIATE"),
    )


def _make_engine(url: URL, **options: Any) -> Engine:  # noqa: ANN401, SQLAlchemy's own options
    return create_engine(
        url, hide_parameters=True, pool_use_lifo=True, pool_timeout=_BUSY_SECONDS, json_serializer=json.dumps, **options
    )


def _prepare_engine(engine: Engine, begin: str) -> Engine:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(f"BEGIN {begin}"))
    return engine


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
