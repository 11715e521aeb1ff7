"""Storing tips that are ready: numbered, told to officers and journaled, in the transaction of the caller.

Many tips are stored as one is, with a statement for each table and not for each tip: between two statements other
threads run, and on PostgreSQL each is a way to the server and back.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain

from sqlmodel import Session

from triage.channels.receiving.prepare import PreparedTip
from triage.custody.keeping.identities import store_identities
from triage.ground.insertion import Row, insert_all, insert_missing
from triage.journal.append import Entry, append_all
from triage.journal.events import JournalEvent
from triage.tips.delivery.deliver import deliver_all
from triage.tips.record.register import take_numbers, year_of
from triage.tips.record.tables import CandidateAccess, Message, Tip, TipAccess, TipReceipt


def store_tip(session: Session, prepared: PreparedTip, *, at: datetime) -> bool:
    """Store the tip, and say whether it is new: False where one of its id stands already."""
    return store_tips(session, [prepared], at=at)


def store_tips(session: Session, prepared: Sequence[PreparedTip], *, at: datetime) -> bool:
    """Store the tips, and say whether all are new. Where one is not, the caller rolls back."""
    if insert_missing(session, Tip, list(_number(session, prepared))) < len(prepared):
        return False
    insert_all(session, TipReceipt, [each.receipt for each in prepared if each.receipt is not None])
    insert_all(session, TipAccess, list(chain.from_iterable(each.accesses for each in prepared)))
    insert_all(session, CandidateAccess, list(chain.from_iterable(each.candidate_accesses for each in prepared)))
    insert_all(session, Message, [each.message for each in prepared])
    store_identities(session, ((each.submission.tip_id, each.submission.identity) for each in prepared))
    deliver_all(session, ((each.submission.tip_id, each.route.told) for each in prepared), at=at)
    append_all(session, list(chain.from_iterable(map(_list_entries, prepared))), at=at)
    return True


def _number(session: Session, prepared: Sequence[PreparedTip]) -> Iterator[Row]:
    """Yield the tips' rows with their register numbers, each register's in the order in which its tips came."""
    registers = dict[tuple[str, int], list[PreparedTip]]()
    for each in prepared:
        registers.setdefault((str(each.tip["register_name"]), year_of(each.at)), []).append(each)
    # In one order everywhere, so that two transactions never wait for each other's registers.
    for (register, year), tips in sorted(registers.items()):
        numbers = take_numbers(session, register, year, len(tips))
        for number, each in zip(numbers, tips, strict=True):
            yield {**each.tip, "register_year": year, "register_number": number}


def _list_entries(prepared: PreparedTip) -> Iterator[Entry]:
    for post_id in prepared.route.rejected:
        yield Entry(JournalEvent.POST_KEY_REJECTED, post_id=post_id)
    route, tip_id = prepared.route, prepared.submission.tip_id
    yield Entry(JournalEvent.TIP_ACCEPTED, tip_id=tip_id, post_id=route.post_id)
