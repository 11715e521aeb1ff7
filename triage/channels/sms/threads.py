"""The one row that a number has: found by its digests, changed by one text at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Delete, Update
from sqlmodel import Session, bindparam, col, delete, select, update

from intake.areas.tables import AreaId
from intake.channels.sms.submission import ThreadState
from triage.channels.sms.sparing import WITHOUT_NUMBER
from triage.channels.sms.tables import ReplyAddressRow, SmsThread
from triage.ground.errors import ThreadBusy
from triage.ground.insertion import insert_if_absent
from triage.ground.vocabulary import Status
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip

_Statement = TypeVar("_Statement", Update, Delete)


@dataclass(frozen=True, slots=True)
class Number:
    """By what a sender is known: a digest under each month key that still exists, the newest first."""

    digests: Mapping[str, bytes]

    @property
    def newest(self) -> tuple[str, bytes]:
        """The month in which a row is made now, and the digest of that month."""
        return next(iter(self.digests.items()))


@dataclass(frozen=True, slots=True)
class KnownThread:
    """The row as it was read, for the decision, and to see later that nothing came between."""

    number_digest: bytes
    version: int
    stopped_at: datetime | None
    state: ThreadState


# Written once: to put a statement together costs as much as to run it.
_FIND = (
    select(SmsThread, Tip, ReplyAddressRow)
    .join(Tip, col(Tip.id) == col(SmsThread.tip_id), isouter=True)
    .join(ReplyAddressRow, col(ReplyAddressRow.tip_id) == col(SmsThread.tip_id), isouter=True)
    .where(col(SmsThread.number_digest).in_(bindparam("digests", expanding=True)))
    .order_by(col(SmsThread.month).desc())
    .options(*WITHOUT_NUMBER)
)


def find_thread(session: Session, number: Number) -> KnownThread | None:
    """Return the number's thread, or None."""
    found = session.exec(_FIND, params={"digests": list(number.digests.values())}).first()
    if found is None:
        return None
    row, tip, address = found
    return KnownThread(row.number_digest, row.version, row.stopped_at, _read_state(row, tip, address))


def _read_state(row: SmsThread, tip: Tip | None, address: ReplyAddressRow | None) -> ThreadState:
    register_name = None if tip is None else tip.register_name
    # What an officer asked for a moment ago, block or hear, the worker has not seen to yet: nothing is lost meanwhile.
    undecided = {register_name} if address is not None and address.is_block_due else set()
    blocked_in = frozenset(row.blocked_in.split()) - undecided
    return ThreadState(
        tip_id=row.tip_id,
        area_id=None if tip is None or tip.area_id is None else AreaId(tip.area_id),
        is_closed=tip is not None and tip.status == Status.CLOSED,
        register_name=register_name,
        is_inspectorate=register_name == INSPECTORATE_REGISTER,
        candidates=tuple(AreaId(candidate) for candidate in row.candidates.split()),
        automatic_at=row.automatic_at,
        automatic_kind=row.automatic_kind,
        is_stopped=row.stopped_at is not None,
        blocked_in=blocked_in,
    )


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the row says from now on."""

    tip_id: str | None
    candidates: tuple[AreaId, ...] = ()
    automatic_at: datetime | None = None
    automatic_kind: str | None = None
    stopped_at: datetime | None = None
    blocked_in: frozenset[str] = frozenset()


def remember(session: Session, number: Number, known: KnownThread | None, now: Remembered, *, begins: bool) -> bytes:
    """Write the row and return its digest. Where the thread ``begins``, it stands under this month's key.

    Raises ThreadBusy where another text of this number was faster: then everything is decided anew.
    """
    month, digest = number.newest
    values = {
        "tip_id": now.tip_id,
        "candidates": " ".join(now.candidates),
        "automatic_at": now.automatic_at,
        "automatic_kind": now.automatic_kind,
        "stopped_at": now.stopped_at,
        "blocked_in": " ".join(sorted(now.blocked_in)),
    }
    if known is not None and not (begins and known.number_digest != digest):
        _change(session, known, values)
        return known.number_digest
    if known is not None:
        forget(session, known)
    row = {"number_digest": digest, "month": month, "version": 1, **values}
    if not insert_if_absent(session, SmsThread, row):
        raise ThreadBusy
    return digest


def forget(session: Session, known: KnownThread) -> None:
    """Delete the row. Raises ThreadBusy."""
    gone = session.connection().execute(_unchanged(delete(SmsThread), known))
    if gone.rowcount == 0:
        raise ThreadBusy


def _change(session: Session, known: KnownThread, values: Mapping[str, object]) -> None:
    changed = update(SmsThread).values(version=known.version + 1, **values)
    if session.connection().execute(_unchanged(changed, known)).rowcount == 0:
        raise ThreadBusy


def _unchanged(statement: _Statement, known: KnownThread) -> _Statement:
    return statement.where(col(SmsThread.number_digest) == known.number_digest, col(SmsThread.version) == known.version)
