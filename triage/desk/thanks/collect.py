"""A reward is collected: the resident sees how, a cashier pays it out, once."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from intake.ground.local_time import to_the_hour
from triage.desk.thanks.claims import Claim
from triage.desk.thanks.tables import ThanksRow
from triage.ground.errors import RewardUnknown
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.record.seeds import open_seeds
from triage.tips.record.tables import Tip

LAPSES_AFTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Thanks:
    """Approved thanks as the holder of the receipt sees them."""

    amount: int
    claim: Claim | None
    """None for a commendation, and where the row was tampered with."""
    lapses_at: datetime
    is_paid: bool
    is_lapsed: bool


def find_approved(session: Session, tip: Tip, *, seed: Seed, at: datetime) -> Thanks | None:
    """Return the tip's approved thanks, or None."""
    row = session.exec(
        select(ThanksRow).where(ThanksRow.tip_id == tip.id, col(ThanksRow.approved_at).is_not(None))
    ).first()
    if row is None or row.approved_at is None:
        return None
    lapses_at = row.approved_at + LAPSES_AFTER
    return Thanks(
        row.amount,
        _unlock(row, open_seeds(session, tip, seed).values()),
        lapses_at,
        row.paid_at is not None,
        at >= lapses_at,
    )


def find_amount(session: Session, claim: Claim, *, pepper: Key, at: datetime) -> int:
    """Return what is to be paid for code and number.

    Raises RewardUnknown, alike where there is none, where it was paid, and where it has lapsed.
    """
    row = session.exec(select(ThanksRow).where(ThanksRow.claim_digest == claim.digest(pepper))).first()
    if row is None or row.approved_at is None or row.paid_at is not None or at >= row.approved_at + LAPSES_AFTER:
        raise RewardUnknown
    return row.amount


def pay(session: Session, cashier: SignedIn, claim: Claim, *, pepper: Key, at: datetime) -> int:
    """Note that it was paid, and return how much: once, also where two pay in one moment. Raises RewardUnknown."""
    amount = find_amount(session, claim, pepper=pepper, at=at)
    mine = col(ThanksRow.claim_digest) == claim.digest(pepper), col(ThanksRow.paid_at).is_(None)
    # To the hour: who stood at the counter at which minute may be on a camera.
    paid = session.exec(update(ThanksRow).where(*mine).values(paid_by=cashier.id, paid_at=to_the_hour(at)))
    if paid.rowcount == 0:
        raise RewardUnknown
    row_id = session.exec(select(ThanksRow.id).where(ThanksRow.claim_digest == claim.digest(pepper))).one()
    append(session, Entry(JournalEvent.REWARD_PAID, officer_id=cashier.id, remark=row_id), at=at)
    return amount


def _unlock(row: ThanksRow, seeds: Iterable[Seed]) -> Claim | None:
    """Return the claim, under whichever of the tip's seeds it was locked."""
    for seed in seeds if row.claim_locked else ():
        with suppress(Unopenable):
            return Claim.unlock(row.claim_locked or b"", seed, tip_id=row.tip_id, thanks_id=row.id)
    return None
