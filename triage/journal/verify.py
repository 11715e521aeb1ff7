"""Reading the whole chain again, to find any line removed, added or altered."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from crypto.chains import FIRST_HEAD, commit, extend
from triage.journal.append import statement
from triage.journal.heads import list_published
from triage.journal.tables import JournalDetail, JournalHead, JournalLine


@dataclass(frozen=True, slots=True)
class Verification:
    """What a walk along the chain found."""

    lines: int
    purged: int
    """Lines whose details were destroyed on purpose; their commitments still stand in the chain."""
    head: str
    """The newest head, hexadecimal: write it down outside, and everything before it is fixed."""
    faults: tuple[str, ...]


def verify_journal(session: Session, *, since: tuple[int | None, str] | None = None) -> Verification:
    """Walk the chain from its first line.

    ``since`` is a head that was kept outside, with its number where that is known: it must recur. So must those that
    stand on the public page.
    """
    faults: list[str] = []
    head, number, purged = FIRST_HEAD, 0, 0
    rows = session.exec(
        select(JournalLine, JournalDetail)
        .join(JournalDetail, col(JournalDetail.number) == col(JournalLine.number), isouter=True)
        .order_by(col(JournalLine.number))
        .execution_options(yield_per=1000)
    )
    recurred = since is None
    published = {row.head: row.day for row in list_published(session)}
    published.pop(FIRST_HEAD, None)
    for line, detail in rows:
        if line.number != number + 1:
            faults.append(f"line {number + 1} is missing")
        number = line.number
        if detail is None:
            purged += 1
        elif commit(statement(detail), salt=detail.salt) != line.commitment:
            faults.append(f"line {number}: the details are not what was committed to")
        head = extend(head, number=number, commitment=line.commitment)
        if head != line.head:
            faults.append(f"line {number}: the chain is broken")
            head = line.head
        recurred = recurred or (since is not None and since[0] in (None, number) and head.hex() == since[1])
        published.pop(head, None)
    newest = session.exec(select(JournalHead)).first()
    if (newest.number, newest.head) != (number, head) if newest else number:
        faults.append(f"the newest head is not that of line {number}")
    faults += [f"the head published on {day} does not stand in this journal" for day in sorted(published.values())]
    if not recurred:
        faults.append("the head that was kept outside does not stand in this journal")
    return Verification(lines=number, purged=purged, head=head.hex(), faults=tuple(faults))
