"""The key directory: month keys and the pepper, as files that no database and no backup holds.

A key that is destroyed (its file overwritten and removed) takes what it locked with it, also from backups. The worker
shares the directory, as another user of its group; the private halves of its own keys lie elsewhere
(``worker_keys.py``), where the web cannot read them.
"""

import os
import re
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from crypto.derivation import KEY_BYTES
from crypto.keys import Key, PublicKey, Seed
from triage.ground.errors import KeyDestroyed, WorkerKeyMissing
from triage.ground.keys import DigestUse

PEPPER = "pepper"
_CONTENT = "content"
_WORKER = "worker"
_PUSH = "push-public"
BACKUP_SIGNER = "backup-signer"
PARTNERS = "partners"
_MONTH = re.compile(r"\d{4}-\d{2}")


class FileKeyDirectory:
    """Keys in the files of one directory. Several processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, Key] = {}
        self._listed: dict[DigestUse, tuple[int, dict[str, Key]]] = {}

    @classmethod
    def create(cls, path: Path) -> "FileKeyDirectory":
        """Make the directory and its pepper. Raises FileExistsError where a pepper is there already."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (path / PARTNERS).mkdir(mode=0o700)
        write_once(path / PEPPER, secrets.token_bytes(KEY_BYTES))
        return cls(path)

    @property
    def path(self) -> Path:
        """Where it is."""
        return self._path

    @property
    def pepper(self) -> Key:
        """The key that is mixed into every passphrase. Raises FileNotFoundError before :meth:`create`."""
        return Key((self._path / PEPPER).read_bytes())

    def content_key(self, month: str) -> Key:
        """Return the month's key. Raises KeyDestroyed where its file is gone."""
        return self._read(_CONTENT, month)

    def make_content_key(self, month: str) -> Key:
        """Return the month's key, making it on first use."""
        return self._make(_CONTENT, month)

    def destroy_content_key(self, month: str) -> None:
        """Destroy the month's key, and with it whatever is still locked under it, in backups too."""
        destroy(self._file(_CONTENT, month))

    def make_digest_key(self, use: DigestUse, month: str) -> Key:
        """Return the month's key for digests, making it on first use."""
        return self._make(use, month)

    def list_digest_keys(self, use: DigestUse) -> dict[str, Key]:
        """Return the keys that still exist by their months, the newest first."""
        changed_at = self._path.stat().st_mtime_ns
        # A key that is made or destroyed changes the directory, so an unchanged directory holds the same keys.
        known_at, known = self._listed.get(use, (0, {}))
        if known_at == changed_at:
            return known
        found = {}
        for month in self.list_digest_months(use):
            # Another process may destroy a key between the listing and the reading.
            with suppress(KeyDestroyed):
                found[month] = self._read(use, month)
        self._listed[use] = (changed_at, found)
        return found

    def list_digest_months(self, use: DigestUse) -> list[str]:
        """Return the months whose keys exist, the newest first."""
        months = (file.name.removeprefix(f"{use}-") for file in self._path.glob(f"{use}-*"))
        return sorted(filter(_MONTH.fullmatch, months), reverse=True)

    def destroy_digest_key(self, use: DigestUse, month: str) -> None:
        """Destroy a month's key, and with it every digest under it."""
        destroy(self._file(use, month))

    def worker_key(self, month: str) -> PublicKey:
        """Return the public half of the worker's key of that month. Raises WorkerKeyMissing."""
        try:
            return PublicKey(self._file(_WORKER, month).read_bytes())
        except FileNotFoundError as error:
            raise WorkerKeyMissing from error

    def publish_worker_key(self, month: str, public_key: PublicKey) -> None:
        """Lay down the public half of a key of the worker's, in the place of any other."""
        file = self._file(_WORKER, month)
        if not file.exists() or file.read_bytes() != public_key.raw:
            write_again(file, public_key.raw)

    def find_push_key(self) -> str:
        """Return the public half of the key by which push services know us; empty before a worker ran."""
        try:
            return (self._path / _PUSH).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def publish_push_key(self, public_key: str) -> None:
        """Lay down the public half of the key for push services."""
        if self.find_push_key() != public_key:
            write_again(self._path / _PUSH, public_key.encode())

    def make_backup_signer(self) -> Seed:
        """Return the installation's key that signs backups, making it on first use. The worker's user reads it not."""
        with suppress(FileExistsError):
            write_once(self._path / BACKUP_SIGNER, Seed.generate().reveal(), is_shared=False)
        return Seed((self._path / BACKUP_SIGNER).read_bytes())

    def _read(self, kind: str, month: str) -> Key:
        file = self._file(kind, month)
        # Another process may have destroyed the key since this one read it: the file decides, not our memory.
        if not file.exists():
            self._known.pop(file.name, None)
            raise KeyDestroyed
        if file.name not in self._known:
            try:
                self._known[file.name] = Key(file.read_bytes())
            except FileNotFoundError as error:
                raise KeyDestroyed from error
        return self._known[file.name]

    def _make(self, kind: str, month: str) -> Key:
        try:
            return self._read(kind, month)
        except KeyDestroyed:
            with suppress(FileExistsError):
                write_once(self._file(kind, month), secrets.token_bytes(KEY_BYTES))
            return self._read(kind, month)

    def _file(self, kind: str, month: str) -> Path:
        if not _MONTH.fullmatch(month):
            raise KeyDestroyed
        return self._path / f"{kind}-{month}"


def write_once(file: Path, content: bytes, *, is_shared: bool = True) -> None:
    """Write a file that must not exist yet, whole or not at all, also if the power fails. Raises FileExistsError."""
    draft = _write_draft(file, content, is_shared=is_shared)
    try:
        # A link fails where the name is taken, so of two processes that make one key, one key remains.
        os.link(draft, file)
    finally:
        draft.unlink()
    _flush(file.parent)


def write_again(file: Path, content: bytes, *, is_shared: bool = True) -> None:
    """Replace a file, whole or not at all, also if the power fails. ``is_shared``: with the group of its directory."""
    _write_draft(file, content, is_shared=is_shared).replace(file)
    _flush(file.parent)


def destroy(file: Path) -> None:
    """Overwrite a file and remove it; one that is gone already is no error."""
    with suppress(FileNotFoundError):
        with file.open("r+b") as content:
            content.write(secrets.token_bytes(file.stat().st_size))
            content.flush()
            os.fsync(content.fileno())
        file.unlink()
        _flush(file.parent)


def _write_draft(file: Path, content: bytes, *, is_shared: bool = True) -> Path:
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        # A directory that the web and the worker share by a group shares its files too.
        folder = file.parent.stat()
        os.fchmod(descriptor, 0o600 | (folder.st_mode & (stat.S_IRGRP | stat.S_IWGRP) if is_shared else 0))
        if os.geteuid() == 0:
            # A command run by root must not leave a file that the service cannot read.
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return draft


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
