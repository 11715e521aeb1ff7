"""Heads of the journal: whoever keeps one outside notices any change before it."""

from dataclasses import dataclass

from sqlmodel import Session, select

from crypto.chains import FIRST_HEAD
from triage.journal.tables import JournalHead


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
