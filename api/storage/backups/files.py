"""A backup's file: a first line that anybody can read, then locked chunks, whose key is sealed to the backup key, and a
signature of the installation over all of it.

The machine that makes backups cannot read them: the private half of the backup key is kept off the server.
A thief of the public half can seal to it, and so make a file that opens: what tells ours is the signature.
"""

import hashlib
import os
import secrets
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Literal

from pydantic import Base64Bytes, BaseModel, ConfigDict, ValidationError

from api.storage.backups.rows import BackupBroken
from crypto.contexts import Context, Label, bind
from crypto.errors import KeyMalformed, SignatureRejected, Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.sealing import open_sealed, seal
from crypto.signing import sign, verify
from crypto.streams import CHUNK_BYTES, StreamLocker, unlock_pieces

_LENGTH = struct.Struct(">I")
_LONGEST_HEADER = 65_536
_LONGEST_SIGNATURE = 256
_ID_BYTES = 16


class BackupHeader(BaseModel):
    """What anybody may know of a backup. It is bound to the rest: changed, nothing opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["homthu-backup-2"] = "homthu-backup-2"
    id: str
    revision: str
    """Of the schema."""
    made_at: datetime
    head: str
    """The journal's head at that moment, as ``homthu journal verify --since`` takes it."""
    posts: str
    """A digest of the fingerprints of top posts that the settings pinned."""
    signer: Base64Bytes
    """The public key of the installation that signed it; its fingerprint is the installation's name."""


class _FirstLine(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    header: BackupHeader
    key: Base64Bytes


@dataclass(frozen=True, slots=True)
class Maker:
    """The installation that makes a backup, or the one that a backup must be of."""

    signer: PublicKey
    posts: frozenset[str]
    """The fingerprints of its top posts."""

    @property
    def posts_digest(self) -> str:
        """SHA-256 over the fingerprints in their order, hexadecimal."""
        return hashlib.sha256("\n".join(sorted(self.posts)).encode()).hexdigest()


def make_header(maker: Maker, *, revision: str, head: str, at: datetime) -> BackupHeader:
    """Return the header of a new backup."""
    return BackupHeader.model_construct(
        id=secrets.token_hex(_ID_BYTES),
        revision=revision,
        made_at=at,
        head=head,
        posts=maker.posts_digest,
        signer=maker.signer.raw,
    )


def write_backup(file: Path, header: BackupHeader, lines: Iterable[bytes], *, to: PublicKey, signed_by: Seed) -> None:
    """Write the backup, whole or not at all. Raises FileExistsError."""
    if file.exists():
        raise FileExistsError(file)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            _write(_Hashing(target), header, lines, to, signed_by)
            target.flush()
            os.fsync(target.fileno())
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


class _Hashing:
    """A file that is written, with the hash of what was written so far."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.hash = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Write and count in."""
        self._target.write(content)
        self.hash.update(content)


def _write(target: _Hashing, header: BackupHeader, lines: Iterable[bytes], to: PublicKey, signed_by: Seed) -> None:
    key = Key.generate()
    sealed = seal(key.reveal(), to=to, context=_key_context(header))
    first = _FirstLine.model_construct(header=header, key=sealed)
    target.write(first.model_dump_json().encode() + b"\n")
    locker = StreamLocker(key, _context(header))
    for line in lines:
        _write_chunks(target, locker.add(line))
    _write_chunks(target, locker.finish())
    # A length of none says that no chunk follows, but the signature.
    target.write(_LENGTH.pack(0))
    target.write(sign(target.hash.digest(), seed=signed_by, context=_signature_context(header)))


def _write_chunks(target: _Hashing, chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        target.write(_LENGTH.pack(len(chunk)) + chunk)


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

    def check_signature(self, signer: str) -> None:
        """Return quietly where the installation whose fingerprint is ``signer`` signed the file as it stands.

        Raises BackupBroken. Nothing of what is locked in it was read before.
        """
        header, hashed = self.header, hashlib.sha256()
        try:
            by = PublicKey(header.signer)
        except KeyMalformed as error:
            raise BackupBroken("it names no key that signed it") from error
        if by.fingerprint != signer:
            message = f"it was signed by {by.fingerprint}, and not by {signer}"
            raise BackupBroken(message)
        with self._file.open("rb") as source:
            hashed.update(source.readline(_LONGEST_HEADER))
            for chunk in _read_chunks(source):
                hashed.update(_LENGTH.pack(len(chunk)) + chunk)
            hashed.update(_LENGTH.pack(0))
            signature = source.read(_LONGEST_SIGNATURE + 1)
        try:
            verify(signature, hashed.digest(), signer=by, context=_signature_context(header))
        except SignatureRejected as error:
            raise BackupBroken("its signature is not that of the installation") from error

    def read(self) -> Iterator[bytes]:
        """Yield the rows' lines in pieces. Raises BackupBroken or crypto.errors.Unopenable, perhaps at the very end."""
        with self._file.open("rb") as source:
            _read_first(source)
            yield from unlock_pieces(_read_chunks(source), key=self._key, context=_context(self.header))


def _read_first(source: BinaryIO) -> _FirstLine:
    try:
        return _FirstLine.model_validate_json(source.readline(_LONGEST_HEADER))
    except ValidationError as error:
        raise BackupBroken("its first line is not that of a backup of this version") from error


def _read_chunks(source: BinaryIO) -> Iterator[bytes]:
    while head := source.read(_LENGTH.size):
        length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else -1
        if length == 0:
            return
        if not 0 < length <= 2 * CHUNK_BYTES:
            raise BackupBroken("a chunk of it has no length that there is")
        chunk = source.read(length)
        if len(chunk) != length:
            raise BackupBroken("it ends in the middle")
        yield chunk
    raise BackupBroken("it has no signature")


def _key_context(header: BackupHeader) -> Context:
    return bind(Label.BACKUP_KEY, hashlib.sha256(header.model_dump_json().encode()).hexdigest())


def _signature_context(header: BackupHeader) -> Context:
    return bind(Label.BACKUP_SIGNATURE, header.id)


def _context(header: BackupHeader) -> Context:
    return bind(Label.BACKUP, header.id)
