"""News of a tip for those who answer for it."""

from datetime import datetime

from sqlmodel import Session

from triage.delivery.deliver import deliver
from triage.posts.holdings import list_holders
from triage.tips.tables import Tip


def tell_holders(session: Session, tip: Tip, *, at: datetime) -> None:
    """Tell every officer who holds the tip's post that there is something new in it."""
    officer_ids = [officer.id for officer in list_holders(session, tip.post_id)]
    deliver(session, tip_id=tip.id, post_id=tip.post_id, officer_ids=officer_ids, at=at)
