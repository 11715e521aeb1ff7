"""Making a tip ready to be stored.

What costs time (reading the route, sealing) comes before the transaction that writes, so that writers wait for each
other as briefly as can be.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.keys import Key, Seed
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from intake.submission import Submission, Urgency
from triage.ground.ids import new_id
from triage.ground.insertion import Row
from triage.ground.keys import month_of
from triage.ground.vocabulary import AuthorKind, Priority, Status
from triage.tips.installation import Installation
from triage.tips.record.access import seal_grant
from triage.tips.record.content import lock_message, message_context
from triage.tips.record.receipts import lock_for_receipt
from triage.tips.record.register import register_of
from triage.tips.routing.route import Route

_PRIORITIES = {Urgency.DANGER: Priority.LIFE_AT_RISK, Urgency.NOW: Priority.URGENT, Urgency.NONE: Priority.ROUTINE}


@dataclass(frozen=True, slots=True)
class PreparedTip:
    """A tip sealed and ready to be stored; only its register number is missing."""

    submission: Submission
    route: Route
    tip: dict[str, object]
    receipt: Row | None
    accesses: list[Row]
    candidate_accesses: list[Row]
    message: Row
    at: datetime
    """When it was accepted."""


def prepare(
    submission: Submission,
    *,
    candidates: tuple[AreaId, ...] = (),
    reading: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> PreparedTip:
    """Route and seal. For each of the ``candidates``, which the text may mean, access is sealed too, and waits.

    Raises NoTrustedPost where no post can take the tip.
    """
    priority = _PRIORITIES[submission.urgency]
    if submission.is_from_flood and submission.urgency is not Urgency.DANGER:
        # A flood ticks danger too, and one honest tick among a thousand is a life: alerts are gathered instead.
        priority = Priority.BAY
    router = installation.router
    if submission.about_police:
        route = router.route_to_inspectorate(reading, priority=priority, at=at)
    else:
        route = router.route(reading, tree, submission.area_id, priority=priority, at=at)
    month = month_of(at)
    seed, outer = Seed.generate(), installation.keys.make_content_key(month)
    shown = {"tip_id": submission.tip_id, "month": month}
    waiting: list[Row] = [
        {**seal_grant(grant, seed, submission.tip_id, outer), "area_id": area_id, **shown}
        for area_id in candidates
        for grant in router.route(reading, tree, area_id, priority=priority, at=at).grants
    ]
    return PreparedTip(
        submission=submission,
        route=route,
        tip={
            "priority": priority,
            "public_key": seed.public_key.raw,
            "register_name": register_of(route, submission.area_id, tree),
            "accepted_at": at,
            "ask_again_at": route.ask_again_at,
            **_describe(submission, route),
        },
        receipt=_keep_receipt(submission, seed, outer, month),
        accesses=[
            {
                **seal_grant(grant, seed, submission.tip_id, outer),
                "visible_at": grant.visible_at,
                "priority": priority,
                "accepted_at": at,
                "due_at": at,
                **shown,
            }
            for grant in route.grants
        ],
        candidate_accesses=waiting,
        message=_first_message(submission, seed=seed, at=at),
        at=at,
    )


def _keep_receipt(submission: Submission, seed: Seed, outer: Key, month: str) -> Row | None:
    receipt, tip_id = submission.receipt, submission.tip_id
    if receipt is None:
        return None
    locked = lock_for_receipt(seed, receipt, tip_id=tip_id, month=month, outer=outer)
    return {"digest": receipt.digest, "tip_id": tip_id, "is_spoken": submission.is_receipt_spoken, **locked}


def _describe(submission: Submission, route: Route) -> Row:
    return {
        "id": submission.tip_id,
        "channel": submission.channel,
        "area_id": submission.area_id,
        "post_id": route.post_id,
        "category": submission.category,
        "status": Status.NEW,
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
