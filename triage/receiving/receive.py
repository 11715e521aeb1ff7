"""A submission becomes a tip: routed, sealed, stored, numbered, delivered and journaled in one transaction.

What costs time (reading the route, sealing) comes before the transaction that writes, so that writers wait for each
other as briefly as can be.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlmodel import Session

from crypto.keys import Key, Seed
from intake.areas.tree import AreaTree
from intake.submission import Submission, TipId, Urgency
from triage.delivery.deliver import deliver
from triage.ids import new_id
from triage.insertion import Row, insert_all, insert_unless_there
from triage.installation import Installation
from triage.journal.append import Entry, append
from triage.keys import month_of
from triage.receiving.register import DUTY_DESK_REGISTER, INSPECTORATE_REGISTER, take_number
from triage.routing.route import Grant, Route
from triage.threads.write import add_submission
from triage.tips.content import lock_for_receipt, lock_message, lock_reason, message_context, seal_access
from triage.tips.identity_rows import store_identity
from triage.tips.tables import Message, Tip, TipAccess, TipReceipt
from triage.vocabulary import AuthorKind, JournalEvent, Priority, Status

# Registers follow the year of the place, not of the machine.
_LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_PRIORITIES = {Urgency.DANGER: Priority.LIFE_AT_RISK, Urgency.NOW: Priority.URGENT, Urgency.NONE: Priority.ROUTINE}


class Outcome(StrEnum):
    """What became of a submission."""

    NEW = "new"
    REPEATED = "repeated"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Arrival:
    """The answer to a submission."""

    tip_id: TipId
    outcome: Outcome


def receive(
    submission: Submission,
    *,
    reading: Session,
    writing: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> Arrival:
    """Take a submission. The caller commits ``writing``; before that nothing is promised to anybody.

    The same receipt with the same content changes nothing; with other content it adds to the thread. Raises
    NoTrustedPost where nobody can take the tip.
    """
    prepared = _prepare(submission, reading=reading, tree=tree, installation=installation, at=at)
    reading.rollback()
    if _store(writing, prepared, at=at):
        return Arrival(submission.tip_id, Outcome.NEW)
    # The receipt has a tip already; finding that out first would cost every new tip a question.
    writing.rollback()
    is_added = add_submission(writing, submission, installation=installation, at=at)
    return Arrival(submission.tip_id, Outcome.ADDED if is_added else Outcome.REPEATED)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A tip sealed and ready to be stored; only its register number is missing."""

    submission: Submission
    route: Route
    tip: dict[str, object]
    receipt: Row
    accesses: list[Row]
    message: Row


def _prepare(
    submission: Submission, *, reading: Session, tree: AreaTree, installation: Installation, at: datetime
) -> _Prepared:
    priority = Priority.BAY if submission.is_from_flood else _PRIORITIES[submission.urgency]
    route = installation.router.route(
        reading, tree, submission.area_id, about_police=submission.about_police, priority=priority, at=at
    )
    month = month_of(at)
    seed, outer = Seed.generate(), installation.keys.make_content_key(month)
    shown = {"tip_id": submission.tip_id, "month": month}
    return _Prepared(
        submission=submission,
        route=route,
        tip={
            "priority": priority,
            "public_key": seed.public_key.raw,
            "register_name": _register(submission, route, tree),
            "accepted_at": at,
            **_describe(submission, route),
        },
        receipt={
            "digest": submission.receipt.digest,
            "seed_locked": lock_for_receipt(seed, submission.receipt, tip_id=submission.tip_id, outer=outer),
            **shown,
        },
        accesses=[
            {**_grant_access(grant, seed, submission.tip_id, outer), "priority": priority, "accepted_at": at, **shown}
            for grant in route.grants
        ],
        message=_first_message(submission, seed=seed, at=at),
    )


def _store(session: Session, prepared: _Prepared, *, at: datetime) -> bool:
    submission, route, register = prepared.submission, prepared.route, str(prepared.tip["register_name"])
    year = at.astimezone(_LOCAL).year
    number = take_number(session, register, year)
    if not insert_unless_there(session, Tip, {**prepared.tip, "register_year": year, "register_number": number}):
        return False
    insert_all(session, TipReceipt, [prepared.receipt])
    insert_all(session, TipAccess, prepared.accesses)
    insert_all(session, Message, [prepared.message])
    store_identity(session, submission)
    deliver(session, tip_id=submission.tip_id, post_id=route.post_id, officer_ids=route.officer_ids, at=at)
    for post_id in route.rejected:
        append(session, Entry(JournalEvent.POST_KEY_REJECTED, post_id=post_id), at=at)
    append(session, Entry(JournalEvent.TIP_ACCEPTED, tip_id=submission.tip_id, post_id=route.post_id), at=at)
    return True


def _describe(submission: Submission, route: Route) -> Row:
    return {
        "id": submission.tip_id,
        "channel": submission.channel,
        "area_id": submission.area_id,
        "post_id": route.post_id,
        "category": submission.category,
        "status": Status.NEW,
    }


def _register(submission: Submission, route: Route, tree: AreaTree) -> str:
    if route.is_inspectorate:
        return INSPECTORATE_REGISTER
    commune = None if submission.area_id is None else tree.find_commune(submission.area_id)
    return DUTY_DESK_REGISTER if commune is None else commune.id


def _grant_access(grant: Grant, seed: Seed, tip_id: TipId, outer: Key) -> Row:
    return {
        "post_key_id": grant.post_key_id,
        "post_id": grant.post_id,
        "seed_sealed": seal_access(seed, grant, tip_id=tip_id, outer=outer),
        "reason_locked": lock_reason(grant.reason, seed=seed, tip_id=tip_id, post_key_id=grant.post_key_id),
        "visible_at": grant.visible_at,
    }


def _first_message(submission: Submission, *, seed: Seed, at: datetime) -> Row:
    message_id = new_id()
    context = message_context(submission.tip_id, message_id, AuthorKind.RESIDENT)
    return {
        "id": message_id,
        "tip_id": submission.tip_id,
        "position": 1,
        "author": AuthorKind.RESIDENT,
        "channel": submission.channel,
        "locked": lock_message(submission.content, seed=seed, context=context),
        "written_at": at,
    }
