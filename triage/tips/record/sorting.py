"""What the queue sorts a tip by, repeated in every row of its access."""

from sqlmodel import Session, col, update

from triage.ground.vocabulary import Status
from triage.tips.record.clocks import Clocks, find_end
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import ClimbTimes


def sort_tip(session: Session, tip: Tip, *, clocks: Clocks, times: ClimbTimes) -> None:
    """Write down whether the tip is taken, and until when its next step is due."""
    is_open = tip.status not in (Status.NEW, Status.CLOSED)
    due_at = find_end(tip, clocks, times) if is_open else tip.accepted_at
    session.exec(
        update(TipAccess)
        .where(col(TipAccess.tip_id) == tip.id)
        .values(is_taken=tip.status != Status.NEW, due_at=due_at)
    )
