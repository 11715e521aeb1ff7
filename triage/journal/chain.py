"""The chain's newest head, taken and moved: on PostgreSQL by functions of the owner, so that neither web nor worker can
write a line that does not continue the journal, or take the head from those that do.
"""

from collections.abc import Mapping
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


def add_line(session: Session, *, commitment: bytes, head: bytes, detail: Mapping[str, Any]) -> None:
    """Store the line that continues the head just taken, and move the head to it."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        values = {**detail, "event": str(detail["event"])}
        connection.execute(_APPEND, {**values, "commitment": commitment, "head": head})
        return
    number = detail["number"]
    connection.execute(_MOVE_HEAD, {"new_number": number, "new_head": head})
    insert_all(session, JournalLine, [{"number": number, "commitment": commitment, "head": head}])
    insert_all(session, JournalDetail, [detail])


def touch_head(session: Session) -> None:
    """Take the head and leave it: the locks and the commit of a line, for an event that is not journaled."""
    number, head = take_head(session)
    if session.connection().dialect.name != "postgresql":
        session.connection().execute(_MOVE_HEAD, {"new_number": number, "new_head": head})
