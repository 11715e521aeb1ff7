"""Receipts that passed through another's mouth or hands: the first use replaces them by one known to no other."""

from datetime import datetime

from sqlmodel import Session, col, delete

from crypto.receipts import Receipt
from triage.channels.threads.open import open_thread
from triage.ground.errors import ThreadUnknown
from triage.ground.insertion import insert_all
from triage.ground.keys import month_of
from triage.tips.installation import Installation
from triage.tips.record.messages import hold_tip
from triage.tips.record.receipts import find_receipt, lock_for_receipt
from triage.tips.record.tables import TipReceipt


def is_spoken(session: Session, receipt: Receipt) -> bool:
    """Say whether another person has heard or seen this receipt."""
    row = find_receipt(session, receipt)
    return row is not None and row.is_spoken


def replace_spoken(
    session: Session, spoken: Receipt, fresh: Receipt, *, installation: Installation, at: datetime
) -> None:
    """Let the fresh receipt open what the spoken one did, and the spoken one nothing more.

    The same two once more change nothing. Raises ThreadUnknown.
    """
    if find_receipt(session, fresh) is not None:
        return
    tip, month = hold_tip(session, open_thread(session, spoken, keys=installation.keys).tip.id), month_of(at)
    # Opened anew after the tip was held: its seed may have been changed a moment ago.
    opened = open_thread(session, spoken, keys=installation.keys)
    gone = session.exec(delete(TipReceipt).where(col(TipReceipt.digest) == spoken.digest, col(TipReceipt.is_spoken)))
    if gone.rowcount == 0:
        # Another request was faster with it.
        raise ThreadUnknown
    outer = installation.keys.make_content_key(month)
    locked = lock_for_receipt(opened.seed, fresh, tip_id=tip.id, month=month, outer=outer)
    insert_all(session, TipReceipt, [{"digest": fresh.digest, "tip_id": tip.id, "is_spoken": False, **locked}])
