"""That a partner's delivery came before: known by digests, for as long as the partner may try again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from triage.channels.partners.tables import SmsArrival
from triage.ground.insertion import insert_if_absent

# Gateways try again for two days; a week forgives one that stood still.
REMEMBER_DELIVERIES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Delivered:
    """By what a repeated delivery is known."""

    digests: Sequence[tuple[str, bytes]]
    """Each with its month: this month's, and in its first days the last month's too."""
    older_digests: Sequence[bytes]
    """Under older keys; only where the partner's calls carry no time, so that an old one can come again."""
    is_remembered_with_key: bool
    """It is forgotten with its key, and not before."""


def remember_delivery(session: Session, delivered: Delivered, *, at: datetime) -> bool:
    """Remember a delivery, and say whether it is new."""
    if delivered.older_digests:
        known = select(SmsArrival.month).where(col(SmsArrival.message_digest).in_(delivered.older_digests))
        if session.exec(known).first() is not None:
            return False
    forget_at = None if delivered.is_remembered_with_key else at + REMEMBER_DELIVERIES
    return all(
        insert_if_absent(session, SmsArrival, {"message_digest": digest, "month": month, "forget_at": forget_at})
        for month, digest in delivered.digests
    )
