"""By what a partner's delivery is known again: its ids, digested under the months' keys."""

from collections.abc import Collection
from datetime import datetime

from api.ground.key_directory import FileKeyDirectory
from intake.channels.partners.digests import digest_delivery
from intake.channels.partners.partner import Partner
from triage.channels.partners.arrivals import REMEMBER_DELIVERIES, Delivered
from triage.ground.keys import DigestUse, month_of


def digest_ids(
    ids: Collection[str], partner: Partner, *, keys: FileKeyDirectory, has_time_window: bool, at: datetime
) -> Delivered:
    """Return the digests of all ``ids`` by which the partner tells one delivery from another."""
    months = dict.fromkeys((month_of(at), month_of(at - REMEMBER_DELIVERIES)))
    recent = {month: keys.make_digest_key(DigestUse.ARRIVAL, month) for month in months}
    older = {} if has_time_window else keys.list_digest_keys(DigestUse.ARRIVAL)
    return Delivered(
        digests=[
            (month, digest_delivery(told, partner, key=key, month=month))
            for month, key in recent.items()
            for told in ids
        ],
        older_digests=[
            digest_delivery(told, partner, key=key, month=month)
            for month, key in older.items()
            if month not in recent
            for told in ids
        ],
        is_remembered_with_key=not has_time_window,
    )
