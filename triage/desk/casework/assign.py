"""Who of a post works on a tip."""

from sqlmodel import Session

from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.ground.errors import MoveRefused
from triage.journal.events import JournalEvent
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import list_holders
from triage.tips.delivery.deliver import deliver
from triage.tips.record.barring import list_barred
from triage.tips.record.tables import Tip


def assign(desk: Desk, officer_id: str | None) -> None:
    """Give the tip to one of those who hold its post; None gives it back to all of them.

    Raises TipUnavailable, TipChanged, or MoveRefused, also for an officer of another post.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.ASSIGN)
    tip = opened.tip
    if officer_id is not None and officer_id not in {each.id for each in list_assignable(desk.session, tip)}:
        raise MoveRefused
    tip.officer_id = officer_id
    change(desk, tip)
    if officer_id not in (None, desk.officer.id):
        deliver(desk.session, [(tip.post_id, [str(officer_id)])], tip_id=tip.id, at=desk.at)
    journal(desk, JournalEvent.TIP_ASSIGNED, officer_id or "")


def list_assignable(session: Session, tip: Tip) -> list[Officer]:
    """Return those who hold the tip's post and may see the tip."""
    barred = list_barred(session, tip.id)
    return [officer for officer in list_holders(session, tip.post_id) if officer.id not in barred]
