"""Which tip a call became, and how often a number called: known by digests, and for a short time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from triage.channels.hotline.tables import CallerRow, HotlineCallRow
from triage.channels.partners.arrivals import REMEMBER_DELIVERIES
from triage.ground.insertion import insert_if_absent

_RAISE = text(
    "INSERT INTO caller (number_digest, month, calls) VALUES (:digest, :month, 1) "
    "ON CONFLICT (number_digest) DO UPDATE SET calls = caller.calls + 1"
)


def find_call(session: Session, digests: Sequence[tuple[str, bytes]]) -> str | None:
    """Return the id of the tip that the call became or will become, or None."""
    query = select(HotlineCallRow.tip_id).where(col(HotlineCallRow.call_digest).in_([digest for _, digest in digests]))
    return session.exec(query).first()


def remember_call(session: Session, digest: tuple[str, bytes], tip_id: str, *, at: datetime) -> bool:
    """Remember what the call became, and say whether no other did so meanwhile."""
    month, call_digest = digest
    row = {"call_digest": call_digest, "month": month, "tip_id": tip_id, "forget_at": at + REMEMBER_DELIVERIES}
    return insert_if_absent(session, HotlineCallRow, row)


def count_caller(session: Session, digests: Mapping[str, bytes]) -> int:
    """Count a call of this number, and return how many there were before as far as months are remembered."""
    earlier = session.exec(
        select(func.sum(CallerRow.calls)).where(col(CallerRow.number_digest).in_(list(digests.values())))
    ).one()
    month, digest = next(iter(digests.items()))
    session.connection().execute(_RAISE, {"digest": digest, "month": month})
    return int(earlier or 0)
