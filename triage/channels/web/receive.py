"""A submission becomes a tip: routed, sealed, stored, numbered, delivered and journaled in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from intake.areas.tree import AreaTree
from intake.submission import Submission, TipId
from triage.channels.receiving.prepare import PreparedTip, prepare
from triage.channels.receiving.store import store_tip
from triage.channels.web.again import LeftOut, add_submission
from triage.ground.vocabulary import Priority
from triage.tips.installation import Installation
from triage.tips.record.tables import Tip


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
    accepted_at: datetime
    """When its tip was accepted, now or the first time."""
    priority: Priority
    left_out: frozenset[LeftOut] = frozenset()
    """What could not be added to a tip that the receipt had already."""


def receive(
    submission: Submission,
    *,
    reading: Session,
    writing: Session,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> Arrival:
    """Take a submission that carries a receipt. The caller commits ``writing``; before that nothing is promised.

    The same receipt with the same form changes nothing; what is new in another form is added to the tip, also a new
    contact alone. Raises NoTrustedPost where no post can take the tip.
    """
    prepared = prepare(submission, reading=reading, tree=tree, installation=installation, at=at)
    reading.rollback()
    return settle(prepared, writing=writing, tree=tree, installation=installation, at=at)


def describe_new(prepared: PreparedTip, *, at: datetime) -> Arrival:
    """Return the answer to a submission that became a tip."""
    return Arrival(prepared.submission.tip_id, Outcome.NEW, at, Priority(int(str(prepared.tip["priority"]))))


def settle(
    prepared: PreparedTip, *, writing: Session, tree: AreaTree, installation: Installation, at: datetime
) -> Arrival:
    """Store what was prepared, or add it to the tip that the receipt has already. The caller commits."""
    submission = prepared.submission
    receipt = submission.receipt
    if receipt is None:
        raise ValueError("a submission without a receipt comes by another way")
    if store_tip(writing, prepared, at=at):
        return describe_new(prepared, at=at)
    # The receipt has a tip already; finding that out first would cost every new tip a question.
    writing.rollback()
    again = add_submission(writing, submission, receipt, tree=tree, installation=installation, at=at)
    tip = writing.get_one(Tip, submission.tip_id)
    outcome = Outcome.ADDED if again.is_new else Outcome.REPEATED
    return Arrival(submission.tip_id, outcome, tip.accepted_at, Priority(tip.priority), again.left_out)
