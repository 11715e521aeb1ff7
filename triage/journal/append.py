"""Writing to the journal, inside the transaction of what is journaled."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, select

from crypto.chains import FIRST_HEAD, commit, extend, new_salt
from triage.journal.tables import JournalDetail, JournalHead, JournalLine
from triage.vocabulary import JournalEvent


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened: who, to what. Ids only."""

    event: JournalEvent
    officer_id: str | None = None
    tip_id: str | None = None
    post_id: str | None = None
    remark: str = ""


def append(session: Session, entry: Entry, *, at: datetime) -> None:
    """Add a line. Call it last in a transaction: on PostgreSQL the head's row is locked until the commit."""
    session.flush()
    head = session.exec(select(JournalHead).with_for_update()).first()
    if head is None:
        head = JournalHead(id=1, number=0, head=FIRST_HEAD)
        session.add(head)
    number = head.number + 1
    detail = JournalDetail(
        number=number,
        salt=new_salt(),
        at=at,
        event=entry.event,
        officer_id=entry.officer_id,
        tip_id=entry.tip_id,
        post_id=entry.post_id,
        remark=entry.remark,
    )
    commitment = commit(statement(detail), salt=detail.salt)
    head.number, head.head = number, extend(head.head, number=number, commitment=commitment)
    session.add(JournalLine(number=number, commitment=commitment, head=head.head))
    session.flush()
    session.add(detail)
    session.flush()


def statement(detail: JournalDetail) -> bytes:
    """Return the bytes that a line commits to."""
    fields = [
        detail.number,
        detail.at.astimezone(UTC).isoformat(timespec="microseconds"),
        detail.event,
        detail.officer_id,
        detail.tip_id,
        detail.post_id,
        detail.remark,
    ]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
