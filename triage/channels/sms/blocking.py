"""Blocking a sender whose number cannot be read here.

An officer asks for it on a tip; the worker, which alone opens the number, sees to it. What an officer sees depends on
the tip only: not on whether the sender has begun another thread meanwhile, perhaps about this very officer.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from triage.channels.sms.sparing import WITHOUT_NUMBER
from triage.channels.sms.tables import ReplyAddressRow, SmsThread
from triage.channels.sms.threads import Number
from triage.ground.errors import MoveRefused
from triage.ground.insertion import insert_all
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import Capacity, get_permission
from triage.tips.record.tables import Tip


def is_sender_blocked(session: Session, tip_id: str) -> bool | None:
    """Say whether the tip's sender is blocked; None where it is not known any more who that was."""
    row = session.get(ReplyAddressRow, tip_id, options=WITHOUT_NUMBER)
    return None if row is None else row.is_blocked


def block_sender(session: Session, officer: SignedIn, tip_id: str, *, is_blocked: bool, at: datetime) -> None:
    """Ask that the register of this tip hear no more of its sender but words of danger, or hear again.

    Raises TipUnavailable, or MoveRefused for a reader of the tip, and where the sender is not known.
    """
    if get_permission(session, officer, tip_id, at=at).capacities == {Capacity.READER}:
        raise MoveRefused
    row = session.get(ReplyAddressRow, tip_id, options=WITHOUT_NUMBER, with_for_update=True)
    if row is None:
        raise MoveRefused
    row.is_blocked, row.is_block_due = is_blocked, True
    session.add(row)
    event = JournalEvent.SENDER_BLOCKED if is_blocked else JournalEvent.SENDER_UNBLOCKED
    append(session, Entry(event, officer_id=officer.id, tip_id=tip_id), at=at)


def list_due_blocks(session: Session) -> list[tuple[ReplyAddressRow, str]]:
    """Return what officers asked for and the worker has not seen to, each with the tip's register."""
    query = (
        select(ReplyAddressRow, Tip.register_name)
        .join(Tip, col(Tip.id) == col(ReplyAddressRow.tip_id))
        .where(col(ReplyAddressRow.is_block_due).is_(True))
    )
    return list(session.exec(query))


def apply_block(session: Session, tip_id: str, number: Number, register_name: str) -> None:
    """Write down, with the number's thread, in which register it is blocked."""
    threads = select(SmsThread).where(col(SmsThread.number_digest).in_(number.digests.values())).with_for_update()
    thread = session.exec(threads).first()
    row = session.get_one(ReplyAddressRow, tip_id, with_for_update=True, populate_existing=True)
    row.is_block_due = False
    session.add(row)
    if thread is not None:
        thread.blocked_in = _change(thread.blocked_in.split(), register_name, is_blocked=row.is_blocked)
        thread.version += 1
        session.add(thread)
    elif row.is_blocked:
        month, digest = number.newest
        fresh = {"number_digest": digest, "month": month, "candidates": "", "blocked_in": register_name, "version": 1}
        insert_all(session, SmsThread, [fresh])


def _change(registers: Collection[str], register_name: str, *, is_blocked: bool) -> str:
    without = {register for register in registers if register != register_name}
    return " ".join(sorted(without | {register_name} if is_blocked else without))
