"""Extending the clock of a tip, with a reason."""

from intake.ground.local_time import to_local
from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.desk.casework.writing import write_note
from triage.ground.errors import MoveRefused
from triage.journal.events import JournalEvent
from triage.tips.opening.open import Capacity
from triage.tips.record.clocks import find_extension


def extend(desk: Desk, reason: str) -> None:
    """Extend until the next date that the clocks allow; the last time only the chief may.

    Raises TipUnavailable, TipChanged or MoveRefused.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.EXTEND)
    extension = find_extension(opened.tip, desk.installation.clocks.by_announced_days(desk.session))
    if extension is None:
        raise MoveRefused
    until, is_chiefs = extension
    if is_chiefs and Capacity.CHIEF not in opened.capacities:
        raise MoveRefused
    opened.tip.resolve_by = until
    change(desk, opened.tip)
    write_note(desk, opened, reason)
    journal(desk, JournalEvent.TIP_EXTENDED, f"{to_local(until):%Y-%m-%d}")
