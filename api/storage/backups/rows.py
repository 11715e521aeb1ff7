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
# The longest row is a chunk of a recording or a picture of a warning; what is longer was not written by us.
_LONGEST_LINE = 16 * 1024 * 1024

Line = dict[str, Any]

# What JSON has no form for, by a letter of ours.
_READ: dict[str, Callable[[str], object]] = {
    "b": base64.b64decode,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
}


class BackupBroken(Exception):
    """What should be a backup is none, or not all of one. Its text is one sentence's end, for who restores it."""

    def __init__(self, why: str = "it is damaged") -> None:
        super().__init__(why)
        self.why = why


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
    rows = 0
    for line in _read_lines(pieces):
        if "row" in line:
            rows += 1
            _read_values(line)
    return rows


def load_lines(connection: Connection, pieces: Iterable[bytes]) -> None:
    """Insert every row into the tables, which are there and empty. Raises BackupBroken."""
    tables = MetaData()
    tables.reflect(connection)
    table, columns, rows = None, list[str](), list[Line]()
    for line in _read_lines(pieces):
        if "row" in line and table is not None:
            rows.append(dict(zip(columns, _read_values(line), strict=True)))
            if len(rows) >= _AT_ONCE and not _points_to_itself(table):
                _insert(connection, table, rows)
            continue
        if table is not None:
            _insert(connection, table, rows)
        if "table" in line:
            table, columns = _find_table(tables, line), line["columns"]


def _find_table(tables: MetaData, line: Line) -> Table:
    table = tables.tables.get(line["table"])
    if table is None or table.name == "alembic_version":
        message = f"this version has no table {line['table']!r:.60}"
        raise BackupBroken(message)
    unknown = [name for name in line["columns"] if name not in table.columns]
    if unknown:
        message = f"table {table.name} has no column {unknown[0]!r:.60}"
        raise BackupBroken(message)
    return table


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
            message = f"rows of {table.name} point to rows that are not there"
            raise BackupBroken(message)
        yield ready
        for name, known in there.items():
            known.update(row[name] for row in ready)
        waiting = [row for row in waiting if row not in ready] if own else []


def _points_to_itself(table: Table) -> bool:
    return any(key.column.table is table for key in table.foreign_keys)


def _read_lines(pieces: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines, each of a form that dump_lines writes, in an order in which it writes them."""
    form = _Form()
    for raw in _split(pieces):
        line = _parse(raw)
        form.take(line)
        yield line
    if not form.is_over:
        raise BackupBroken("it has no end")


class _Form:
    """What may come next in a backup."""

    def __init__(self) -> None:
        self.is_over = False
        self._rows = 0
        self._width: int | None = None
        self._seen: set[str] = set()

    def take(self, line: Line) -> None:
        """Take the next line. Raises BackupBroken."""
        if self.is_over:
            raise BackupBroken("it goes on after its end")
        match line:
            case {"table": str(name), "columns": [*columns], **others} if not others and _are_names(columns):
                self._begin(name, len(columns))
            case {"row": [*values], **others} if not others:
                self._count(len(values))
            case {"rows": int(count), **others} if not others and count == self._rows:
                self.is_over = True
            case _:
                raise BackupBroken("a line of it is neither a table, a row nor the end")

    def _begin(self, table: str, width: int) -> None:
        if table in LEFT_OUT:
            message = f"it has rows of {table}, which no backup holds"
            raise BackupBroken(message)
        if table in self._seen:
            message = f"table {table!r:.60} comes twice"
            raise BackupBroken(message)
        self._seen.add(table)
        self._width = width

    def _count(self, width: int) -> None:
        if self._width is None:
            raise BackupBroken("it has a row before any table")
        if width != self._width:
            raise BackupBroken("a row has more or fewer values than its table has columns")
        self._rows += 1


def _are_names(columns: list[Any]) -> bool:
    return all(isinstance(name, str) for name in columns) and len(set(columns)) == len(columns)


def _split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield whole lines. Each piece is looked at once, however long a line grows."""
    parts, length = list[bytes](), 0
    for piece in pieces:
        *whole, rest = piece.split(b"\n")
        for raw in whole:
            length += len(raw)
            if length > _LONGEST_LINE:
                break
            yield b"".join([*parts, raw])
            parts, length = [], 0
        parts.append(rest)
        length += len(rest)
        if length > _LONGEST_LINE:
            message = f"a line of it is longer than {_LONGEST_LINE:,} bytes"
            raise BackupBroken(message)
    if length:
        raise BackupBroken("it ends in the middle of a line")


def _parse(raw: bytes) -> Line:
    try:
        line = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BackupBroken("a line of it is no JSON") from error
    if not isinstance(line, dict):
        raise BackupBroken("a line of it is no object")
    return line


def _read_values(line: Line) -> list[object]:
    try:
        return [_from_plain(value) for value in line["row"]]
    except (ValueError, TypeError, KeyError) as error:
        raise BackupBroken("a value of it is of no kind that there is") from error


def _write(line: Line) -> bytes:
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _to_plain(value: object) -> object:
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, date):
        return {"t" if isinstance(value, datetime) else "d": value.isoformat()}
    return value


def _from_plain(value: object) -> object:
    if isinstance(value, list):
        raise TypeError(value)
    if not isinstance(value, dict):
        return value
    ((kind, written),) = value.items()
    return _READ[kind](written)
