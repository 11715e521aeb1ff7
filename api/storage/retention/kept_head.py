"""The newest head of the journal, kept in the key directory: a backup whose journal ends earlier is an older state."""

from pathlib import Path

from sqlmodel import Session

from api.ground.key_directory import write_again
from triage.journal.heads import Head, read_head

_NAME = "newest-head"


class KeptHead:
    """The file, beside the purge list."""

    def __init__(self, key_directory: Path) -> None:
        self._file = key_directory / _NAME

    def read(self) -> Head | None:
        """Return what was kept last; None before the first time."""
        try:
            number, _, head = self._file.read_text(encoding="ascii").strip().partition(":")
        except FileNotFoundError:
            return None
        return Head(int(number), head)

    def keep(self, session: Session) -> None:
        """Keep the head as it stands now."""
        write_again(self._file, f"{read_head(session)}\n".encode())
