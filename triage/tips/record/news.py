"""News of a tip for those who answer for it."""

from datetime import datetime

from sqlmodel import Session

from triage.offices.posts.holdings import list_holders
from triage.tips.delivery.deliver import deliver
from triage.tips.record.barring import list_barred
from triage.tips.record.tables import Tip


def tell_holders(session: Session, tip: Tip, *, at: datetime) -> None:
    """Tell every officer who holds the tip's post that there is something new in it."""
    barred = list_barred(session, tip.id)
    officer_ids = [officer.id for officer in list_holders(session, tip.post_id) if officer.id not in barred]
    deliver(session, [(tip.post_id, officer_ids)], tip_id=tip.id, at=at)
