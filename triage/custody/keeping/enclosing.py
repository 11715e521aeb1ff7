"""Custodians' shares under a month's key: without it, not even all custodians together open what a backup holds.

They come in without that lock, from channels that know no month's key; the worker puts it on within the hour, and a
backup before it begins.
"""

from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, col, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from triage.custody.keeping.tables import CustodyShareRow, IdentityShareRow
from triage.ground.errors import TipDamaged
from triage.ground.keys import KeyDirectory

Share = IdentityShareRow | CustodyShareRow
_Row = TypeVar("_Row", IdentityShareRow, CustodyShareRow)


def enclose_shares(session: Session, keys: KeyDirectory, *, month: str, at_most: int) -> int:
    """Lock shares that are not locked over yet under the month's key, and return how many there were."""
    key = keys.make_content_key(month)
    rows: list[Share] = [
        *_list_open(session, IdentityShareRow, at_most),
        *_list_open(session, CustodyShareRow, at_most),
    ]
    for row in rows:
        row.sealed, row.month = lock(row.sealed, key=key, context=share_context(row)), month
        session.add(row)
    session.flush()
    return len(rows)


def _list_open(session: Session, table: type[_Row], at_most: int) -> Sequence[_Row]:
    return session.exec(select(table).where(col(table.month).is_(None)).limit(at_most).with_for_update()).all()


def open_share_row(row: Share, keys: KeyDirectory) -> bytes:
    """Return the share as it was sealed to its custodian. Raises TipDamaged or KeyDestroyed."""
    if row.month is None:
        return row.sealed
    try:
        return unlock(row.sealed, key=keys.content_key(row.month), context=share_context(row))
    except Unopenable as error:
        raise TipDamaged from error


def share_context(row: Share) -> Context:
    """Return what the outer lock of a share is bound to."""
    item = row.identity_id if isinstance(row, IdentityShareRow) else row.file_id
    return bind(Label.SHARE_OUTER, item, row.custodian)
