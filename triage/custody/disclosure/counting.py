"""How often identities were asked for and opened, for everybody to read: by year, and no more than that."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from intake.ground.local_time import to_local
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail


@dataclass(slots=True)
class Year:
    """What the journal recorded in one year."""

    year: int
    asked: int = 0
    refused: int = 0
    """Asked in that year, refused by one custodian at least, and never opened."""
    opened: int = 0
    """Agreed to by so many custodians that the asker could open it."""


_EVENTS = (JournalEvent.DISCLOSURE_ASKED, JournalEvent.DISCLOSURE_REFUSED, JournalEvent.DISCLOSURE_READY)


def count_by_year(session: Session) -> list[Year]:
    """Return the years in which anything was asked or opened, the newest first.

    Counted from the journal, whose lines of requests no retention period empties, and not from the requests: those go
    with what they were about.
    """
    lines = session.exec(select(JournalDetail).where(col(JournalDetail.event).in_(_EVENTS))).all()
    digests = defaultdict[str, set[str]](set)
    for line in lines:
        digests[line.event].add(line.remark.rpartition(":")[2])
    refused = digests[JournalEvent.DISCLOSURE_REFUSED] - digests[JournalEvent.DISCLOSURE_READY]
    years: dict[int, Year] = {}
    for line in lines:
        number = to_local(line.at).year
        if line.event == JournalEvent.DISCLOSURE_ASKED:
            year = years.setdefault(number, Year(number))
            year.asked += 1
            year.refused += line.remark in refused
        elif line.event == JournalEvent.DISCLOSURE_READY:
            years.setdefault(number, Year(number)).opened += 1
    return sorted(years.values(), key=lambda each: each.year, reverse=True)
