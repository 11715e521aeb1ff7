"""How many bytes of files are taken in a day, so that files fill no disk that texts and the journal need."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from intake.ground.local_time import to_local
from triage.ground.errors import FilesExhausted
from triage.ground.insertion import insert_if_absent
from triage.tips.attachments.tables import FileDay

_ALL = "*"


@dataclass(frozen=True, slots=True)
class FileBudget:
    """The bytes of a day, for one area's box and for the installation."""

    of_box_bytes: int
    of_all_bytes: int

    def spend(self, session: Session, area_id: str | None, size_bytes: int, *, at: datetime) -> None:
        """Count the bytes of one more file. Raises FilesExhausted, and counts nothing."""
        day = to_local(at).date().isoformat()
        # In one order everywhere, or two that spend at once could wait for each other.
        for scope, most in ((_ALL, self.of_all_bytes), (area_id or "", self.of_box_bytes)):
            insert_if_absent(session, FileDay, {"day": day, "scope": scope, "size_bytes": 0})
            counted = session.exec(
                update(FileDay)
                .where(
                    col(FileDay.day) == day,
                    col(FileDay.scope) == scope,
                    col(FileDay.size_bytes) + size_bytes <= most,
                )
                .values(size_bytes=FileDay.size_bytes + size_bytes)
            )
            if counted.rowcount != 1:
                raise FilesExhausted


def read_spent(session: Session, *, at: datetime) -> int:
    """Return how many bytes were taken today in all."""
    day = to_local(at).date().isoformat()
    return session.exec(select(FileDay.size_bytes).where(FileDay.day == day, FileDay.scope == _ALL)).first() or 0
