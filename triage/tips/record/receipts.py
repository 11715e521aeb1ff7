"""The receipt's side of a tip: its seed locked under the receipt, or sealed to it where the receipt was not there.

When one leaves, officers give a tip a new seed, and no officer has the receipt. So each receipt has a public half,
which stands in its row locked under the tip's seed: an officer who has the tip open can seal to it, and who has the
database alone can put no other in its place.
"""

from sqlalchemy import text
from sqlmodel import Session

from crypto.contexts import Context, Label, bind
from crypto.errors import KeyMalformed, Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.locking import lock, lock_seed, unlock, unlock_seed
from crypto.receipts import Receipt
from crypto.sealing import open_seed, seal_seed
from triage.ground.errors import ThreadUnknown
from triage.ground.insertion import Row, run_plain
from triage.ground.keys import KeyDirectory
from triage.tips.record.seeds import check_seed
from triage.tips.record.tables import Tip, TipReceipt

# Every form asks this, and mostly there is none: by the object mapper it costs a tenth of the whole tip.
_HAS_TIP = text("SELECT 1 FROM tip WHERE id = :id")


def find_receipt(session: Session, receipt: Receipt) -> TipReceipt | None:
    """Return the row of this receipt, or None."""
    return session.get(TipReceipt, receipt.digest, populate_existing=True)


def find_tip(session: Session, receipt: Receipt) -> Tip | None:
    """Return the tip that a form with this receipt became, or None."""
    tip_id = receipt.tip_id_bytes.hex()
    if run_plain(session, _HAS_TIP, {"id": tip_id}).first() is None:
        return None
    return session.get(Tip, tip_id)


def get_receipt(session: Session, receipt: Receipt) -> TipReceipt:
    """Return the row of this receipt. Raises ThreadUnknown."""
    row = find_receipt(session, receipt)
    if row is None:
        raise ThreadUnknown
    return row


def lock_for_receipt(seed: Seed, receipt: Receipt, *, tip_id: str, month: str, outer: Key) -> Row:
    """Return what a receipt's row holds: the tip's seed locked under it, and over that under the month's key."""
    inner = lock_seed(seed, key=receipt.locking_key, context=bind(Label.TIP_RECEIPT, tip_id))
    return {
        "seed_locked": lock(inner, key=outer, context=_outer(tip_id)),
        "key_locked": _lock_key(receipt.seed.public_key, seed, tip_id=tip_id, digest=receipt.digest),
        "is_sealed": False,
        "month": month,
    }


def open_receipt_key(row: TipReceipt, seed: Seed) -> PublicKey:
    """Return the receipt's public half; ``seed`` is the tip's present one.

    Raises crypto.errors.Unopenable where it was altered, or the row is of before there was one.
    """
    try:
        return PublicKey(unlock(row.key_locked or b"", key=seed.as_key(), context=_key_context(row.tip_id, row.digest)))
    except KeyMalformed as error:
        raise Unopenable from error


def seal_for_receipt(row: TipReceipt, public_key: PublicKey, fresh: Seed, *, month: str, outer: Key) -> None:
    """Let the receipt of the row, whose public half this is, open the tip's fresh seed."""
    inner = seal_seed(fresh, to=public_key, context=bind(Label.TIP_RECEIPT_SEALED, row.tip_id))
    row.seed_locked, row.month = lock(inner, key=outer, context=_outer(row.tip_id)), month
    row.key_locked = _lock_key(public_key, fresh, tip_id=row.tip_id, digest=row.digest)
    row.is_sealed = True


def unlock_with_receipt(tip: Tip, row: TipReceipt, receipt: Receipt, *, keys: KeyDirectory) -> Seed:
    """Return the tip's seed. Raises crypto.errors.Unopenable."""
    inner = unlock(row.seed_locked, key=keys.content_key(row.month), context=_outer(row.tip_id))
    if row.is_sealed:
        context = bind(Label.TIP_RECEIPT_SEALED, row.tip_id)
        return check_seed(tip, open_seed(inner, seed=receipt.seed, context=context))
    return check_seed(tip, unlock_seed(inner, key=receipt.locking_key, context=bind(Label.TIP_RECEIPT, row.tip_id)))


def _lock_key(public_key: PublicKey, seed: Seed, *, tip_id: str, digest: bytes) -> bytes:
    return lock(public_key.raw, key=seed.as_key(), context=_key_context(tip_id, digest))


def _key_context(tip_id: str, digest: bytes) -> Context:
    return bind(Label.TIP_RECEIPT_KEY, tip_id, digest.hex())


def _outer(tip_id: str) -> Context:
    return bind(Label.TIP_RECEIPT_OUTER, tip_id)
