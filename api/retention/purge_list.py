"""The purge list: a file in the key directory that says what was destroyed, so that no restored backup brings it back.

The database cannot say it: the one that would know is the one that was lost. Ids of tips only.
"""

from pathlib import Path

from sqlmodel import Session

from api.key_directory import write_again
from triage.retention.purging import Purge, list_purges
from triage.vocabulary import JournalEvent

_NAME = "purged"


class PurgeList:
    """The file."""

    def __init__(self, key_directory: Path) -> None:
        self._file = key_directory / _NAME

    def read(self) -> list[Purge]:
        """Return every line."""
        try:
            lines = self._file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return []
        fields = (line.split("\t") for line in lines)
        return [Purge(int(number), JournalEvent(event), tip_id) for number, event, tip_id in fields]

    def extend(self, session: Session) -> None:
        """Add what the journal says since the last time."""
        known = self.read()
        fresh = list_purges(session, after=known[-1].number if known else 0)
        if fresh:
            lines = (f"{each.number}\t{each.event}\t{each.tip_id}\n" for each in (*known, *fresh))
            write_again(self._file, "".join(lines).encode())
