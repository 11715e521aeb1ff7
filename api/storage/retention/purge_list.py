"""The purge list: a file in the key directory that says what was destroyed, so that no restored backup brings it back.

The database cannot say it: the one that would know is the one that was lost. Ids of tips only.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, select

from api.ground.key_directory import write_again
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalHead
from triage.retention.purging import Purge, list_purges

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
        return [Purge(int(number), JournalEvent(event), *rest) for number, event, *rest in fields]

    def extend(self, session: Session) -> None:
        """Add what the journal says since the last time."""
        known = self.read()
        fresh = list_purges(session, after=known[-1].number if known else 0)
        if fresh:
            self._write([*known, *fresh])

    def begin_again(self, session: Session) -> None:
        """Go on behind a restored journal, whose next lines bear numbers that were given once before."""
        last = session.exec(select(JournalHead.number)).first() or 0
        self._write([*self.read(), Purge(last, JournalEvent.RESTORED, "")])

    def _write(self, purges: Sequence[Purge]) -> None:
        lines = ("\t".join([str(each.number), each.event, each.tip_id, each.whom, each.by]) for each in purges)
        write_again(self._file, "".join(f"{line}\n" for line in lines).encode())
