"""The chain's newest head, taken and moved: on PostgreSQL by functions of the owner, so that neither web nor worker can
write a line that does not continue the journal, or take the head from those that do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, bindparam, select, update

from crypto.chains import FIRST_HEAD
from triage.ground.insertion import insert_all
from triage.journal.tables import JournalDetail, JournalHead, JournalLine

_READ_HEAD = select(JournalHead.number, JournalHead.head)
_MOVE_HEAD = update(JournalHead).values(number=bindparam("new_number"), head=bindparam("new_head"))
_TAKE = text("SELECT last_number, last_head FROM homthu_take_head()")
_APPEND = text(
    "SELECT homthu_append(:number, :commitment, :head, :salt, :at, :event, :officer_id, :tip_id, :post_id, :remark)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is ready to be stored."""

    commitment: bytes
    head: bytes
    """The chain's head after it."""
    detail: Mapping[str, Any]


def take_head(session: Session) -> tuple[int, bytes]:
    """Return the newest line's number and head, and hold them until the transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        number, head = connection.execute(_TAKE).one()
        return int(number), bytes(head)
    # A writer of SQLite is alone anyway.
    last = connection.execute(_READ_HEAD).first()
    if last is None:
        insert_all(session, JournalHead, [{"id": 1, "number": 0, "head": FIRST_HEAD}])
        return 0, FIRST_HEAD
    return last[0], last[1]


def add_lines(session: Session, lines: Sequence[Line]) -> None:
    """Store the lines that continue the head just taken, and move the head to the last."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        values = [
            {**line.detail, "event": str(line.detail["event"]), "commitment": line.commitment, "head": line.head}
            for line in lines
        ]
        connection.execute(_APPEND, values if len(values) > 1 else values[0])
        return
    last = lines[-1]
    connection.execute(_MOVE_HEAD, {"new_number": last.detail["number"], "new_head": last.head})
    chained = [{"number": line.detail["number"], "commitment": line.commitment, "head": line.head} for line in lines]
    insert_all(session, JournalLine, chained)
    insert_all(session, JournalDetail, [line.detail for line in lines])


def touch_head(session: Session) -> None:
    """Take the head and leave it: the locks and the commit of a line, for an event that is not journaled."""
    number, head = take_head(session)
    if session.connection().dialect.name != "postgresql":
        session.connection().execute(_MOVE_HEAD, {"new_number": number, "new_head": head})
