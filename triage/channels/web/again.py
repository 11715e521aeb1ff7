"""A form whose receipt has a tip already (Back, changed, sent once more): nothing that is new in it is lost."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from crypto.receipts import Receipt
from intake.areas.tree import AreaTree
from intake.submission import Submission, Urgency
from triage.channels.threads.accuse import mark_about_police
from triage.channels.threads.write import add_content, hold_open_thread
from triage.custody.keeping.identities import store_identity
from triage.ground.vocabulary import Priority
from triage.tips.installation import Installation
from triage.tips.record.news import tell_holders
from triage.tips.record.priority import raise_priority
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip

_RAISED_TO = {Urgency.DANGER: Priority.LIFE_AT_RISK, Urgency.NOW: Priority.URGENT}


class LeftOut(StrEnum):
    """What of a form could not be taken; the page says so."""

    CATEGORY = "category"
    """The tip has another, and officers work by it."""
    OFFICER = "officer"
    """The form is for the officer of the area, and the tip is the inspectorate's."""


@dataclass(frozen=True, slots=True)
class Again:
    """What became of the form."""

    is_new: bool
    """Whether anything in it was new."""
    left_out: frozenset[LeftOut]


def add_submission(
    session: Session,
    submission: Submission,
    receipt: Receipt,
    *,
    tree: AreaTree,
    installation: Installation,
    at: datetime,
) -> Again:
    """Take from the form what the receipt's tip has not: words, that it is about police, urgency, a contact.

    Told to be about police, the tip goes to the inspectorate first, so that it alone gets the words. New words come
    with an identity, which may be empty; the same words with one only where its contact is new. Raises ThreadEnded
    where the receipt was ended meanwhile, WordsExhausted, or NoTrustedPost.
    """
    hold_open_thread(session, receipt, installation)
    is_marked = submission.about_police and mark_about_police(
        session, receipt, tree=tree, installation=installation, at=at
    )
    opened = hold_open_thread(session, receipt, installation)
    tip, is_danger = opened.tip, submission.urgency is Urgency.DANGER
    is_raised = _raise(session, tip, submission.urgency, installation=installation, at=at)
    is_said = add_content(session, opened, submission.content, channel=submission.channel, is_danger=is_danger, at=at)
    is_sealed = (is_said or submission.is_contact_new) and submission.identity is not None
    if is_sealed:
        store_identity(session, tip.id, submission.identity)
    if is_raised and not is_said:
        tell_holders(session, tip, at=at)
    return Again(is_marked or is_raised or is_said or is_sealed, _list_left_out(tip, submission))


def _raise(session: Session, tip: Tip, urgency: Urgency, *, installation: Installation, at: datetime) -> bool:
    to = _RAISED_TO.get(urgency)
    return to is not None and raise_priority(session, tip, to=to, times=installation.router.times, at=at)


def _list_left_out(tip: Tip, submission: Submission) -> frozenset[LeftOut]:
    left_out = set[LeftOut]()
    if submission.category != tip.category:
        left_out.add(LeftOut.CATEGORY)
    if not submission.about_police and tip.register_name == INSPECTORATE_REGISTER:
        left_out.add(LeftOut.OFFICER)
    return frozenset(left_out)
