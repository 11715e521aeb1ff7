"""Heads of the journal: a reader who keeps one outside notices any change before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.chains import FIRST_HEAD
from intake.ground.local_time import to_local
from triage.ground.insertion import insert_if_absent
from triage.journal.tables import JournalHead, PublishedHead

_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Head:
    """After which line, and what."""

    number: int
    head: str
    """Hexadecimal."""

    def __str__(self) -> str:
        """Return the form that ``homthu journal verify --since`` takes."""
        return f"{self.number}:{self.head}"


def read_head(session: Session) -> Head:
    """Return the newest head."""
    row = session.exec(select(JournalHead)).first()
    return Head(0, FIRST_HEAD.hex()) if row is None else Head(row.number, row.head.hex())


def publish_head(session: Session, *, at: datetime) -> None:
    """Publish the newest head as that of the day; once a day, by the first who comes."""
    head = bytes.fromhex(read_head(session).head)
    insert_if_absent(session, PublishedHead, {"day": f"{to_local(at):%Y-%m-%d}", "head": head})


def list_published(session: Session) -> Sequence[PublishedHead]:
    """Return what was published, the newest day first."""
    return session.exec(select(PublishedHead).order_by(col(PublishedHead.day).desc()).limit(_SHOWN)).all()
