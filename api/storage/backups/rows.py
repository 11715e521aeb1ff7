"""A database as lines of text and back: one form for SQLite and PostgreSQL, without any tool of theirs.

One line for each table, one for each row, and one at the end that says how many there were.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, MetaData, Table

from api.storage.migrations.models import metadata

# Sessions and residents' open pages are not backed up: officers sign in again, and receipts open threads.
LEFT_OUT = frozenset({"officer_session", "sign_in_step", "thread_handle"})
_AT_ONCE = 1000

Line = dict[str, Any]

# What JSON has no form for, by a letter of ours.
_READ: dict[str, Callable[[str], object]] = {
    "b": base64.b64decode,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
}


class BackupBroken(Exception):
    """What should be a backup's rows are none, or not all."""


def dump_lines(connection: Connection) -> Iterator[bytes]:
    """Yield every row, as it stood when the connection's transaction began."""
    count = 0
    for table in metadata.sorted_tables:
        if table.name in LEFT_OUT:
            continue
        yield _write({"table": table.name, "columns": [column.name for column in table.columns]})
        result = connection.execution_options(yield_per=_AT_ONCE).execute(table.select())
        for row in result:
            count += 1
            yield _write({"row": [_to_plain(value) for value in row]})
    yield _write({"rows": count})


def check_lines(pieces: Iterable[bytes]) -> int:
    """Return how many rows there are, when the whole was read. Raises BackupBroken."""
    return sum("row" in line for line in _read_lines(pieces))


def load_lines(connection: Connection, pieces: Iterable[bytes]) -> None:
    """Insert every row into the tables, which are there and empty. Raises BackupBroken."""
    tables = MetaData()
    tables.reflect(connection)
    table, columns, rows = None, list[str](), list[Line]()
    for line in _read_lines(pieces):
        if "row" in line and table is not None:
            rows.append(dict(zip(columns, map(_from_plain, line["row"]), strict=True)))
            if len(rows) >= _AT_ONCE and not _points_to_itself(table):
                _insert(connection, table, rows)
            continue
        if table is not None:
            _insert(connection, table, rows)
        if "table" in line:
            table, columns = tables.tables[line["table"]], line["columns"]


def _insert(connection: Connection, table: Table, rows: list[Line]) -> None:
    for some in _in_order(table, rows):
        connection.execute(table.insert(), some)
    rows.clear()


def _in_order(table: Table, rows: list[Line]) -> Iterator[list[Line]]:
    """Yield the rows so that none points to one that comes later."""
    own = [(key.parent.name, key.column.name) for key in table.foreign_keys if key.column.table is table]
    waiting = list(rows)
    there = {name: set[object]([None]) for _column, name in own}
    while waiting:
        ready = [row for row in waiting if all(row[column] in there[name] for column, name in own)]
        if not ready:
            raise BackupBroken
        yield ready
        for name, known in there.items():
            known.update(row[name] for row in ready)
        waiting = [row for row in waiting if row not in ready] if own else []


def _points_to_itself(table: Table) -> bool:
    return any(key.column.table is table for key in table.foreign_keys)


def _read_lines(pieces: Iterable[bytes]) -> Iterator[Line]:
    rest, rows, is_over = b"", 0, False
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for raw in whole:
            if is_over:
                raise BackupBroken
            line = _parse(raw)
            rows += "row" in line
            is_over = "rows" in line
            if is_over and line["rows"] != rows:
                raise BackupBroken
            yield line
    if rest or not is_over:
        raise BackupBroken


def _parse(raw: bytes) -> Line:
    try:
        line = json.loads(raw)
    except ValueError as error:
        raise BackupBroken from error
    if not isinstance(line, dict):
        raise BackupBroken
    return line


def _write(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _to_plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return {"t" if isinstance(value, datetime) else "d": value.isoformat()}
    return value


def _from_plain(value: object) -> object:
    if not isinstance(value, dict):
        return value
    ((kind, written),) = value.items()
    return _READ[kind](written)
