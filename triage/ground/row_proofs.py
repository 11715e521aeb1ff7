"""Rows that authority is read from carry a code under the pepper, so that a row written by hand gives no authority.

A thief of the database without the key directory can neither make such a row nor change one. What remains
possible is to delete one, and to put back a whole row as it stood at an earlier time.

A table says ``@proved``; its rows get their code when they are stored, by any function, in a session that has the key.
A session without the key stores rows without a code, which are refused. Bulk updates pass this over: change such rows
one by one.
"""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import event, inspect
from sqlalchemy.orm import object_session
from sqlmodel import SQLModel

from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.keys import Key
from triage.ground.errors import RowForged

KEY = "row-proofs"
"""Under this name a session's ``info`` holds its RowProofs."""

Table = TypeVar("Table", bound=type[SQLModel])
_COLUMNS: dict[str, tuple[str, ...]] = {}


class RowProofs:
    """Makes and compares codes under the pepper, which is read at the first use."""

    __slots__ = ("_key", "_read_pepper")

    def __init__(self, read_pepper: Callable[[], Key]) -> None:
        self._read_pepper = read_pepper
        self._key: Key | None = None

    def make(self, table: str, values: dict[str, Any]) -> bytes:
        """Return the code of a row with these values."""
        if self._key is None:
            self._key = self._read_pepper()
        said = json.dumps([[name, _plain(values[name])] for name in _COLUMNS[table]], ensure_ascii=False)
        return digest(said.encode(), key=self._key, context=bind(Label.ROW_PROOF, table))

    def __repr__(self) -> str:
        return "<RowProofs>"


def proved(*, but: tuple[str, ...] = ()) -> Callable[[Table], Table]:
    """Bind every column of a table but those named, and the code itself. Say there what else holds those."""

    def bind_table(table: Table) -> Table:
        mapper = inspect(table)
        assert mapper is not None  # noqa: S101, a table's class always has one
        left_out = {*but, "proof"}
        _COLUMNS[str(table.__tablename__)] = tuple(
            sorted(column.key for column in mapper.columns if column.key not in left_out)
        )
        event.listen(table, "before_insert", _prove)
        event.listen(table, "before_update", _prove_again)
        return table

    return bind_table


def list_proved() -> dict[str, tuple[str, ...]]:
    """Return the columns that are bound, by their table."""
    return dict(_COLUMNS)


def check_row(row: SQLModel) -> None:
    """Return quietly for a row that this service stored as it stands. Raises RowForged."""
    proofs, table = _find_proofs(row), str(type(row).__tablename__)
    values = {name: getattr(row, name) for name in _COLUMNS[table]}
    _compare(proofs, table, values, getattr(row, "proof", None))


def prove_anew(row: SQLModel) -> None:
    """Give a row its code whatever it had: for rows that were stored before there were codes, and for nothing else."""
    _prove(None, None, row)


def _prove(_mapper: object, _connection: object, row: Any) -> None:  # noqa: ANN401, a row of any table
    proofs, table = _find_proofs(row), type(row).__tablename__
    if proofs is not None:
        row.proof = proofs.make(table, {name: getattr(row, name) for name in _COLUMNS[table]})


def _prove_again(mapper: object, connection: object, row: Any) -> None:  # noqa: ANN401, a row of any table
    """Prove a changed row, if it was proved as it stood: what was forged must not be laundered by a change."""
    proofs, table = _find_proofs(row), type(row).__tablename__
    if proofs is None:
        return
    before = inspect(row).committed_state
    stood = {name: before.get(name, getattr(row, name)) for name in _COLUMNS[table]}
    if "proof" not in before:
        _compare(proofs, table, stood, row.proof)
    _prove(mapper, connection, row)


def _compare(proofs: RowProofs | None, table: str, values: dict[str, Any], proof: bytes | None) -> None:
    if proofs is None or proof is None or not secrets.compare_digest(proofs.make(table, values), proof):
        raise RowForged(table)


def _find_proofs(row: SQLModel) -> RowProofs | None:
    session = object_session(row)
    found = None if session is None else session.info.get(KEY)
    return found if isinstance(found, RowProofs) else None


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.hex() if isinstance(value, bytes) else value
