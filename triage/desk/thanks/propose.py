"""An officer proposes thanks, another who is the chief approves."""

from sqlmodel import Session, col, select

from triage.desk.casework.desk import Desk, change, journal, open_desk
from triage.desk.thanks.claims import Claim
from triage.desk.thanks.tables import ThanksRow
from triage.ground.errors import MoveRefused
from triage.ground.ids import new_id
from triage.ground.vocabulary import Status
from triage.journal.events import JournalEvent
from triage.tips.opening.open import Capacity
from triage.tips.record.tables import Tip, TipReceipt

MOST_DONG = 100_000_000


def find_thanks(session: Session, tip_id: str) -> ThanksRow | None:
    """Return the thanks of the tip, proposed or approved: there is one at most."""
    return session.exec(select(ThanksRow).where(ThanksRow.tip_id == tip_id)).first()


def can_be_thanked(session: Session, tip: Tip) -> bool:
    """Say whether anybody could learn of it: a resident holds a receipt, and the tip was taken."""
    has_receipt = session.exec(select(TipReceipt.digest).where(TipReceipt.tip_id == tip.id)).first() is not None
    return has_receipt and tip.thread_ended_at is None and tip.status != Status.NEW


def propose_thanks(desk: Desk, amount: int) -> None:
    """Propose a reward of so many đồng, or with 0 a commendation.

    Raises TipUnavailable, TipChanged, or MoveRefused: for an amount that cannot be, for one who does not answer for the
    tip, where thanks were proposed already, and where no resident would learn of it.
    """
    opened = open_desk(desk)
    tip = opened.tip
    may = opened.capacities & {Capacity.HOLDER, Capacity.CHIEF}
    if not may or not 0 <= amount <= MOST_DONG or not can_be_thanked(desk.session, tip):
        raise MoveRefused
    if find_thanks(desk.session, tip.id) is not None:
        raise MoveRefused
    change(desk, tip, Status(tip.status))
    row = ThanksRow(id=new_id(), tip_id=tip.id, amount=amount, proposed_by=desk.officer.id, proposed_at=desk.at)
    desk.session.add(row)
    journal(desk, JournalEvent.THANKS_PROPOSED)


def approve_thanks(desk: Desk) -> None:
    """Approve what another has proposed: the holder of the receipt sees it, with what a reward is collected with.

    Raises TipUnavailable, TipChanged, or MoveRefused for one who is no chief of the tip, or proposed it, and where
    no resident would learn of it any more.
    """
    opened = open_desk(desk)
    row = _get_proposed(desk)
    if Capacity.CHIEF not in opened.capacities or row.proposed_by == desk.officer.id:
        raise MoveRefused
    if not can_be_thanked(desk.session, opened.tip):
        raise MoveRefused
    change(desk, opened.tip, Status(opened.tip.status))
    row.approved_by, row.approved_at = desk.officer.id, desk.at
    if row.amount:
        claim = Claim.mint()
        row.claim_digest = claim.digest(desk.installation.keys.pepper)
        row.seed_number = opened.tip.seed_number
        row.claim_locked = claim.lock(opened.seed, tip_id=opened.tip.id, thanks_id=row.id)
    desk.session.add(row)
    journal(desk, JournalEvent.THANKS_APPROVED)


def refuse_thanks(desk: Desk) -> None:
    """Take a proposal from the table. Raises as :func:`approve_thanks`, but who proposed may take it back."""
    opened = open_desk(desk)
    row = _get_proposed(desk)
    if Capacity.CHIEF not in opened.capacities and row.proposed_by != desk.officer.id:
        raise MoveRefused
    change(desk, opened.tip, Status(opened.tip.status))
    desk.session.delete(row)
    journal(desk, JournalEvent.THANKS_REFUSED)


def _get_proposed(desk: Desk) -> ThanksRow:
    row = desk.session.exec(
        select(ThanksRow).where(ThanksRow.tip_id == desk.tip_id, col(ThanksRow.approved_at).is_(None))
    ).first()
    if row is None:
        raise MoveRefused
    return row
