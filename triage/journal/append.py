"""Writing to the journal, inside the transaction of what is journaled."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from crypto.chains import commit, extend, new_salt
from intake.ground.local_time import to_the_hour
from triage.journal.chain import Line, add_lines, take_head
from triage.journal.changes import note_changes
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: who, to what. Ids only."""

    event: JournalEvent
    officer_id: str | None = None
    tip_id: str | None = None
    post_id: str | None = None
    remark: str = ""


# What residents do is journaled to the hour: an exact minute could be held against a telephone bill or a camera.
BY_RESIDENTS = frozenset(
    {
        JournalEvent.TIP_ACCEPTED,
        JournalEvent.TIP_PLACED,
        JournalEvent.TIP_MARKED,
        JournalEvent.PRIORITY_RAISED,
        JournalEvent.TIP_WITHDRAWN,
        JournalEvent.MESSAGE_ADDED,
        JournalEvent.FILES_ADDED,
        JournalEvent.CONTACT_DELETED,
        JournalEvent.THREAD_ENDED,
        JournalEvent.REPLIES_STOPPED,
    }
)

# The order is part of what is committed to.
_SAID = tuple(field.name for field in fields(Entry))


def append(session: Session, entry: Entry, *, at: datetime) -> None:
    """Add a line. Call it last in a transaction: on PostgreSQL the head's row is locked until the commit."""
    append_all(session, [entry], at=at)


def append_all(session: Session, entries: Sequence[Entry], *, at: datetime) -> None:
    """Add a line for each entry, in their order, and take the head once for all of them. Call it last."""
    session.flush()
    number, head = take_head(session)
    lines = []
    for number, entry in enumerate(entries, number + 1):  # noqa: B020, the numbers go on from the head's
        detail = _describe(entry, number, at)
        commitment = commit(_statement(detail), salt=detail["salt"])
        head = extend(head, number=number, commitment=commitment)
        lines.append(Line(commitment, head, detail))
    add_lines(session, lines)
    changed = [each.tip_id for each in entries if each.tip_id and each.event is not JournalEvent.TIP_READ]
    if changed:
        note_changes(session, changed)


def _describe(entry: Entry, number: int, at: datetime) -> dict[str, Any]:
    at = to_the_hour(at) if entry.event in BY_RESIDENTS else at
    return {"number": number, "salt": new_salt(), "at": at, **{name: getattr(entry, name) for name in _SAID}}


def statement(detail: JournalDetail) -> bytes:
    """Return the bytes that a line commits to."""
    return _statement(detail.model_dump())


def _statement(detail: Mapping[str, Any]) -> bytes:
    written_at = detail["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said = [detail["number"], written_at, *(detail[name] for name in _SAID)]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
