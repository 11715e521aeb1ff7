"""A backup's file: a first line that anybody can read, then locked chunks, whose key is sealed to the backup key.

Whoever makes backups cannot read them: the private half of the backup key is kept off the server.
"""

import hashlib
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import Base64Bytes, BaseModel, ConfigDict, ValidationError

from api.storage.backups.rows import BackupBroken
from crypto.contexts import Context, Label, bind
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.sealing import open_sealed, seal
from crypto.streams import CHUNK_BYTES, StreamLocker, unlock_pieces

_LENGTH = struct.Struct(">I")
_LONGEST_HEADER = 65_536
_ID_BYTES = 16


class BackupHeader(BaseModel):
    """What anybody may know of a backup. It is bound to the rest: changed, nothing opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = "homthu-backup-1"
    id: str
    revision: str
    """Of the schema."""
    made_at: datetime
    head: str
    """The journal's head at that moment, as ``homthu journal verify --since`` takes it."""


class _FirstLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    header: BackupHeader
    key: Base64Bytes


def make_header(*, revision: str, head: str, at: datetime) -> BackupHeader:
    """Return the header of a new backup."""
    return BackupHeader(id=secrets.token_hex(_ID_BYTES), revision=revision, made_at=at, head=head)


def write_backup(file: Path, header: BackupHeader, lines: Iterable[bytes], *, to: PublicKey) -> None:
    """Write the backup, whole or not at all. Raises FileExistsError."""
    if file.exists():
        raise FileExistsError(file)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            _write(target, header, lines, to)
            target.flush()
            os.fsync(target.fileno())
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _write(target: BinaryIO, header: BackupHeader, lines: Iterable[bytes], to: PublicKey) -> None:
    key = Key.generate()
    sealed = seal(key.reveal(), to=to, context=_key_context(header))
    first = _FirstLine.model_construct(header=header, key=sealed)
    target.write(first.model_dump_json().encode() + b"\n")
    locker = StreamLocker(key, _context(header))
    for line in lines:
        _write_chunks(target, locker.add(line))
    _write_chunks(target, locker.finish())


def _write_chunks(target: BinaryIO, chunks: Iterable[bytes]) -> None:
    target.writelines(_LENGTH.pack(len(chunk)) + chunk for chunk in chunks)


class BackupReader:
    """A backup that is read with the backup key."""

    def __init__(self, file: Path, seed: Seed) -> None:
        """Raise BackupBroken for no backup, crypto.errors.Unopenable for another key's."""
        self._file = file
        with file.open("rb") as source:
            first = _read_first(source)
        self.header = first.header
        try:
            self._key = Key(open_sealed(first.key, seed=seed, context=_key_context(first.header)))
        except KeyMalformed as error:
            raise Unopenable from error

    def read(self) -> Iterator[bytes]:
        """Yield the rows' lines in pieces. Raises BackupBroken or crypto.errors.Unopenable, perhaps at the very end."""
        with self._file.open("rb") as source:
            _read_first(source)
            yield from unlock_pieces(_read_chunks(source), key=self._key, context=_context(self.header))


def _read_first(source: BinaryIO) -> _FirstLine:
    try:
        return _FirstLine.model_validate_json(source.readline(_LONGEST_HEADER))
    except ValidationError as error:
        raise BackupBroken from error


def _read_chunks(source: BinaryIO) -> Iterator[bytes]:
    while head := source.read(_LENGTH.size):
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
        if not 0 < length <= 2 * CHUNK_BYTES:
            raise BackupBroken
        chunk = source.read(length)
        if len(chunk) != length:
            raise BackupBroken
        yield chunk


def _key_context(header: BackupHeader) -> Context:
    return bind(Label.BACKUP_KEY, hashlib.sha256(header.model_dump_json().encode()).hexdigest())


def _context(header: BackupHeader) -> Context:
    return bind(Label.BACKUP, header.id)
