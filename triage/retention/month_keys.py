"""Destroying a month's key, after all that still needs it was locked under another.

Rows that were deleted here stand in backups and logs for as long as those are kept. Without the month's key they do
not open, not even with the passphrases.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from triage.custody.keeping.enclosing import Share, share_context
from triage.custody.keeping.tables import CustodyShareRow, IdentityShareRow
from triage.ground.errors import KeyDestroyed
from triage.ground.keys import KeyDirectory, month_of
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.tips.record.tables import CandidateAccess, SpentMonth, TipAccess, TipKey, TipReceipt

# A transaction that began before midnight may still write under the month that has just ended.
_GRACE = timedelta(days=2)

_Row = TypeVar("_Row", TipAccess, CandidateAccess, TipReceipt, IdentityShareRow, CustodyShareRow)


def list_spent(session: Session, *, at: datetime) -> list[str]:
    """Return the months whose keys are to be destroyed now. The present one's key is in use: it waits for the next."""
    months = session.exec(select(SpentMonth.month).order_by(col(SpentMonth.month))).all()
    return [month for month in months if month < month_of(at - _GRACE)]


def move_rows(session: Session, keys: KeyDirectory, spent: str, *, at: datetime, at_most: int) -> int:
    """Lock some of what still needs the spent key under the present month's, and return how much that was.

    What does not open is passed on as it is: it opens for no one.
    """
    month = month_of(at)
    # Quick ways in are made again when the tip is opened next.
    session.exec(delete(TipKey).where(col(TipKey.month) == spent))
    accesses: list[TipAccess | CandidateAccess] = [
        *_list(session, TipAccess, spent, at_most),
        *_list(session, CandidateAccess, spent, at_most),
    ]
    for access in accesses:
        context = bind(Label.TIP_ACCESS_OUTER, access.tip_id, access.post_key_id)
        access.seed_sealed = _move(access.seed_sealed, keys, spent, month, context)
    receipts = _list(session, TipReceipt, spent, at_most)
    for receipt in receipts:
        context = bind(Label.TIP_RECEIPT_OUTER, receipt.tip_id)
        receipt.seed_locked = _move(receipt.seed_locked, keys, spent, month, context)
    shares: list[Share] = [
        *_list(session, IdentityShareRow, spent, at_most),
        *_list(session, CustodyShareRow, spent, at_most),
    ]
    for share in shares:
        share.sealed = _move(share.sealed, keys, spent, month, share_context(share))
    moved = [*accesses, *receipts, *shares]
    for row in moved:
        row.month = month
        session.add(row)
    session.flush()
    return len(moved)


def destroy_month_key(session: Session, keys: KeyDirectory, spent: str, *, at: datetime) -> None:
    """Destroy the spent key, once nothing is left to move. Journaled."""
    session.exec(delete(SpentMonth).where(col(SpentMonth.month) == spent))
    append(session, Entry(JournalEvent.KEYS_DESTROYED, remark=spent), at=at)
    keys.destroy_content_key(spent)


def _list(session: Session, table: type[_Row], spent: str, at_most: int) -> Sequence[_Row]:
    return session.exec(select(table).where(col(table.month) == spent).limit(at_most).with_for_update()).all()


def _move(locked: bytes, keys: KeyDirectory, spent: str, month: str, context: Context) -> bytes:
    try:
        opened = unlock(locked, key=keys.content_key(spent), context=context)
    except (Unopenable, KeyDestroyed):
        return locked
    return lock(opened, key=keys.make_content_key(month), context=context)
