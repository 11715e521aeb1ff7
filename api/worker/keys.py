"""The worker's own keys: one for each month, whose private halves lie where the web process cannot read them."""

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from api.ground.key_directory import FileKeyDirectory, destroy, write_once
from crypto.keys import Key, Seed
from crypto.push import make_push_key, push_public_key
from triage.ground.errors import KeyDestroyed
from triage.ground.keys import list_months_ahead

_SEED = re.compile(r"worker-(\d{4}-\d{2})\.seed")
_PUSH = "push-key"


class WorkerKeyDirectory:
    """Seeds in the files of one directory that only the worker's user reads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def create(cls, path: Path) -> "WorkerKeyDirectory":
        """Make the directory."""
        path.mkdir(mode=0o700, parents=True)
        return cls(path)

    def make_ahead(self, public: FileKeyDirectory, *, at: datetime) -> None:
        """Make this month's key and the next one's where they are missing, and publish their public halves."""
        for month in list_months_ahead(at):
            with suppress(FileExistsError):
                # The private half first: nothing is ever sealed to a key whose private half is not stored.
                write_once(self._file(month), Seed.generate().reveal())
            # A published key whose private half is gone would take what cannot be opened any more.
            public.publish_worker_key(month, self.seed(month).public_key)
        with suppress(FileExistsError):
            write_once(self._path / _PUSH, make_push_key().reveal())
        public.publish_push_key(push_public_key(self.push_key()))

    def seed(self, month: str) -> Seed:
        """Return the month's private key. Raises KeyDestroyed where its file is gone."""
        try:
            return Seed(self._file(month).read_bytes())
        except FileNotFoundError as error:
            raise KeyDestroyed from error

    def push_key(self) -> Key:
        """Return the key by which push services know us. Raises KeyDestroyed where its file is gone."""
        try:
            return Key((self._path / _PUSH).read_bytes())
        except FileNotFoundError as error:
            raise KeyDestroyed from error

    def find_mail_password(self) -> str:
        """Return what opens the mail server to us, from the file ``mail-password``; empty without one."""
        return self._find_text("mail-password")

    def find_transcription_key(self) -> str:
        """Return what opens the transcription server to us, from the file ``transcription-key``; empty without one."""
        return self._find_text("transcription-key")

    def list_months(self) -> list[str]:
        """Return the months whose keys exist, the newest first."""
        found = (_SEED.fullmatch(file.name) for file in self._path.iterdir())
        return sorted((match[1] for match in found if match), reverse=True)

    def destroy(self, month: str) -> None:
        """Destroy a month's key, and with it whatever was sealed to it."""
        destroy(self._file(month))

    def _find_text(self, name: str) -> str:
        try:
            return (self._path / name).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""

    def _file(self, month: str) -> Path:
        name = f"worker-{month}.seed"
        if not _SEED.fullmatch(name):
            raise KeyDestroyed
        return self._path / name
