"""Whose turn it is to write into an SQLite file, among all processes of the machine.

SQLite has one writer, and lets the others nap and look again: with two processes that costs as much as the second one
brings, and now and then a second. Here the next writer waits in the kernel (flock) and is woken when the last one ends.
A process that dies gives its turn back by that. SQLite's own locks stay as they are: a program that does not know of
turns writes as before.
"""

import fcntl
import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

_HELD = "holds_write_turn"
_MODE_BITS = 0o666


class WriteTurns:
    """Takes a turn when a transaction begins on the engine, and gives it back when its connection is idle again.

    The engine has one connection, so that threads of one process never take a turn from each other.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._file: int | None = None

    def watch(self, engine: Engine) -> None:
        """Take turns for this engine from now on."""
        event.listen(engine, "begin", self._take)
        event.listen(engine, "checkin", self._give_back)
        event.listen(engine, "engine_disposed", self._close)

    def _take(self, connection: Connection) -> None:
        fcntl.flock(self._open(), fcntl.LOCK_EX)
        connection.info[_HELD] = True

    def _give_back(self, connection: sqlite3.Connection | None, entry: ConnectionPoolEntry) -> None:
        del connection
        if entry.info.pop(_HELD, False):
            fcntl.flock(self._open(), fcntl.LOCK_UN)

    def _open(self) -> int:
        if self._file is None:
            self._file = _open_beside(self._database)
        return self._file

    def _close(self, engine: Engine) -> None:
        del engine
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _open_beside(database: Path) -> int:
    """Open the file that turns are taken on, with the owner and mode of the database, as SQLite does for its own."""
    file = os.open(f"{database}-turn", os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    kept, made = database.stat(), os.fstat(file)
    if made.st_uid == os.geteuid():
        if os.geteuid() == 0:
            os.fchown(file, kept.st_uid, kept.st_gid)
        os.fchmod(file, kept.st_mode & _MODE_BITS)
    return file
