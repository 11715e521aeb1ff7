"""The key directory: month keys and the pepper, as files of mode 0600 that no database and no backup holds.

A key that is destroyed (its file overwritten and removed) takes what it locked with it, also from backups.
"""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from crypto.derivation import KEY_BYTES
from crypto.keys import Key
from triage.errors import KeyDestroyed

_PEPPER = "pepper"
_MONTH = re.compile(r"\d{4}-\d{2}")


class FileKeyDirectory:
    """Keys in the files of one directory. Several processes may share it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._content: dict[str, Key] = {}

    @classmethod
    def create(cls, path: Path) -> "FileKeyDirectory":
        """Make the directory and its pepper. Raises FileExistsError where a pepper is there already."""
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path / _PEPPER, secrets.token_bytes(KEY_BYTES))
        return cls(path)

    @property
    def pepper(self) -> Key:
        """The key that is mixed into every passphrase. Raises FileNotFoundError before :meth:`create`."""
        return Key((self._path / _PEPPER).read_bytes())

    def content_key(self, month: str) -> Key:
        """Return the month's key. Raises KeyDestroyed where its file is gone."""
        file = self._file(month)
        # Another process may have destroyed the key since this one read it: the file decides, not our memory.
        if not file.exists():
            self._content.pop(month, None)
            raise KeyDestroyed
        if month not in self._content:
            self._content[month] = Key(file.read_bytes())
        return self._content[month]

    def make_content_key(self, month: str) -> Key:
        """Return the month's key, making it on first use."""
        if not self._file(month).exists():
            with suppress(FileExistsError):
                _write_once(self._file(month), secrets.token_bytes(KEY_BYTES))
        return self.content_key(month)

    def _file(self, month: str) -> Path:
        if not _MONTH.fullmatch(month):
            raise KeyDestroyed
        return self._path / f"content-{month}"


def _write_once(file: Path, content: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all, also if the power fails."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        # A link fails where the name is taken, so of two processes that make one key, one key remains.
        os.link(draft, file)
    finally:
        draft.unlink()
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
