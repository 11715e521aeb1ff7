"""What came of a tip, in numbers: counted for the post that answers for it, and for no other."""

from collections.abc import Mapping
from enum import StrEnum

from sqlmodel import Session, select

from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.ground.errors import MoveRefused
from triage.ground.insertion import insert_all
from triage.journal.events import JournalEvent
from triage.tips.record.tables import OutcomeRow
from triage.tips.record.ties import delete_outcomes

MOST = 9_999


class OutcomeKind(StrEnum):
    """What is counted."""

    CRIMINAL_CASES = "criminal_cases"
    ADMINISTRATIVE_CASES = "administrative_cases"
    PERSONS_ARRESTED = "persons_arrested"
    PERSONS_FINED = "persons_fined"
    PERSONS_WARNED = "persons_warned"
    WEAPONS_SEIZED = "weapons_seized"
    DRUGS_SEIZED = "drugs_seized"
    """How many times, not how much."""
    PERSONS_HELPED = "persons_helped"


Outcomes = Mapping[OutcomeKind, int]


def count_outcomes(desk: Desk, outcomes: Outcomes) -> None:
    """Write down what came of it, in the place of what was written before.

    Raises TipUnavailable, TipChanged, or MoveRefused, also for a number that cannot be.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.COUNT)
    change(desk, opened.tip)
    store_outcomes(desk.session, opened.tip.id, outcomes)
    journal(desk, JournalEvent.TIP_COUNTED)


def store_outcomes(session: Session, tip_id: str, outcomes: Outcomes) -> None:
    """Store the numbers that are not nought. Raises MoveRefused for one that cannot be."""
    if any(not 0 <= amount <= MOST for amount in outcomes.values()):
        raise MoveRefused
    delete_outcomes(session, tip_id)
    rows = [{"tip_id": tip_id, "kind": kind, "amount": amount} for kind, amount in outcomes.items() if amount]
    insert_all(session, OutcomeRow, rows)


def read_outcomes(session: Session, tip_id: str) -> dict[OutcomeKind, int]:
    """Return what came of the tip."""
    rows = session.exec(select(OutcomeRow).where(OutcomeRow.tip_id == tip_id))
    return {OutcomeKind(row.kind): row.amount for row in rows}
