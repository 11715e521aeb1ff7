"""Files that came with a text: still at the gateway until a worker has fetched them, or has given them up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, func, select

from intake.channels.sms.submission import SealedFileUrl
from triage.channels.sms.tables import TextFileRow
from triage.ground import leases
from triage.ground.insertion import insert_all

# Longer than fetching and taking apart the largest may last.
LEASE = timedelta(minutes=15)


class TextFileState(StrEnum):
    """Where a file that came with a text is."""

    WAITING = leases.WAITING
    TAKEN = leases.TAKEN
    """A worker has it in hand."""
    LOST = "lost"
    """It cannot be fetched, or is none that may be kept: the officer is told."""


OPEN_STATES = (TextFileState.WAITING, TextFileState.TAKEN)


@dataclass(frozen=True, slots=True)
class TextFiles:
    """How many of a tip's files are not there."""

    coming: int
    lost: int


def keep_files(session: Session, tip_id: str, files: Sequence[SealedFileUrl], *, at: datetime) -> None:
    """Keep where the files of a text lie, for the worker to fetch."""
    rows = [{**asdict(file), "tip_id": tip_id, "state": TextFileState.WAITING, "next_at": at} for file in files]
    insert_all(session, TextFileRow, rows)


def take_due(session: Session, *, at: datetime) -> TextFileRow | None:
    """Take the next file that is due for the length of a lease. Commit before anything is fetched."""
    due = leases.find_due(session, TextFileRow, OPEN_STATES, at=at, at_most=1)
    taken = leases.take(session, due, until=at + LEASE)
    return taken[0] if taken else None


def note_lost(session: Session, row: TextFileRow) -> None:
    """Give a file up. That there was one stays known to the officer; where it lay does not."""
    row.state, row.sealed = TextFileState.LOST, b""
    session.add(row)


def forget_files(session: Session, tip_id: str) -> None:
    """Fetch none of the tip's files any more."""
    session.exec(delete(TextFileRow).where(col(TextFileRow.tip_id) == tip_id))


def count_files(session: Session, tip_id: str) -> TextFiles:
    """Return how many of the tip's files are on their way, and how many were lost."""
    query = select(TextFileRow.state, func.count()).where(TextFileRow.tip_id == tip_id).group_by(col(TextFileRow.state))
    counts = Counter(dict(session.exec(query).all()))
    lost = counts.pop(TextFileState.LOST, 0)
    return TextFiles(counts.total(), lost)
