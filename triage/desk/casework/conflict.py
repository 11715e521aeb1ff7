"""The inspectorate keeps an officer away from a tip."""

from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.ground.errors import MoveRefused
from triage.journal.events import JournalEvent
from triage.tips.record.barring import delete_bar, list_barrable, store_bar


def bar(desk: Desk, officer_id: str) -> None:
    """The officer may not see the tip, whatever posts the officer holds or will hold.

    Raises TipUnavailable, TipChanged, or MoveRefused, also for an officer without a post and for oneself.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.BAR)
    if officer_id == desk.officer.id or officer_id not in {each.id for each in list_barrable(desk.session)}:
        raise MoveRefused
    change(desk, opened.tip)
    store_bar(desk.session, opened.tip.id, officer_id, by=desk.officer.id, at=desk.at)
    if opened.tip.officer_id == officer_id:
        opened.tip.officer_id = None
    journal(desk, JournalEvent.OFFICER_BARRED, officer_id)


def unbar(desk: Desk, officer_id: str) -> None:
    """Take it back. Raises TipUnavailable, TipChanged or MoveRefused."""
    opened = open_desk(desk)
    find_move(opened, MoveName.BAR)
    change(desk, opened.tip)
    delete_bar(desk.session, opened.tip.id, officer_id)
    journal(desk, JournalEvent.OFFICER_UNBARRED, officer_id)
