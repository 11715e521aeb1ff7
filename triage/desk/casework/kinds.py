"""The kind of a tip, corrected by an officer; and how often which was corrected to which, for those who mend tables."""

from collections import Counter

from sqlmodel import Session, col, select

from triage.desk.casework.desk import Desk, change, journal, open_desk
from triage.ground.errors import MoveRefused
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip

_BECAME = ">"


def correct_category(desk: Desk, category: str, *, offered: frozenset[str]) -> None:
    """Give the tip another kind. Raises TipUnavailable, TipChanged, or MoveRefused for a kind that is not offered."""
    tip = open_desk(desk).tip
    if category not in offered or category == tip.category:
        raise MoveRefused
    former, tip.category = tip.category, category
    change(desk, tip)
    journal(desk, JournalEvent.CATEGORY_CORRECTED, f"{former}{_BECAME}{category}")


def count_corrections(session: Session) -> Counter[tuple[str, str]]:
    """Return how often which kind was corrected to which. The inspectorate's tips are counted nowhere."""
    corrected = (
        select(JournalDetail.remark)
        .join(Tip, col(Tip.id) == col(JournalDetail.tip_id))
        .where(JournalDetail.event == JournalEvent.CATEGORY_CORRECTED, Tip.register_name != INSPECTORATE_REGISTER)
    )
    parted = (remark.partition(_BECAME) for remark in session.exec(corrected))
    return Counter((former, chosen) for former, _mark, chosen in parted)
