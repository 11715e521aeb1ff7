"""Writing to the journal, inside the transaction of what is journaled."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, bindparam, select, update

from crypto.chains import FIRST_HEAD, commit, extend, new_salt
from intake.ground.local_time import to_the_hour
from triage.ground.insertion import insert_all
from triage.journal.changes import note_change
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail, JournalHead, JournalLine

_READ_HEAD = select(JournalHead.number, JournalHead.head).with_for_update()
_MOVE_HEAD = update(JournalHead).values(number=bindparam("new_number"), head=bindparam("new_head"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: who, to what. Ids only."""

    event: JournalEvent
    officer_id: str | None = None
    tip_id: str | None = None
    post_id: str | None = None
    remark: str = ""


# What residents do is journaled to the hour: an exact minute could be held against a telephone bill or a camera.
_BY_RESIDENTS = frozenset(
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
    session.flush()
    connection = session.connection()
    last = connection.execute(_READ_HEAD).first()
    number, head = (0, FIRST_HEAD) if last is None else last
    if last is None:
        insert_all(session, JournalHead, [{"id": 1, "number": number, "head": head}])
    number += 1
    at = to_the_hour(at) if entry.event in _BY_RESIDENTS else at
    detail = {"number": number, "salt": new_salt(), "at": at, **{name: getattr(entry, name) for name in _SAID}}
    commitment = commit(_statement(detail), salt=detail["salt"])
    head = extend(head, number=number, commitment=commitment)
    connection.execute(_MOVE_HEAD, {"new_number": number, "new_head": head})
    insert_all(session, JournalLine, [{"number": number, "commitment": commitment, "head": head}])
    insert_all(session, JournalDetail, [detail])
    if entry.tip_id is not None and entry.event is not JournalEvent.TIP_READ:
        note_change(session, entry.tip_id)


def touch_head(session: Session) -> None:
    """Write the head as it stands: the same locks and the same commit as a line, for an event that is not journaled."""
    connection = session.connection()
    last = connection.execute(_READ_HEAD).first()
    if last is not None:
        connection.execute(_MOVE_HEAD, {"new_number": last.number, "new_head": last.head})


def statement(detail: JournalDetail) -> bytes:
    """Return the bytes that a line commits to."""
    return _statement(detail.model_dump())


def _statement(detail: Mapping[str, Any]) -> bytes:
    written_at = detail["at"].astimezone(UTC).isoformat(timespec="microseconds")
    said = [detail["number"], written_at, *(detail[name] for name in _SAID)]
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
