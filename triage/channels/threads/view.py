"""What a resident's page shows of a thread, read in one call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from crypto.keys import Seed
from crypto.receipts import Receipt
from triage.channels.threads.open import ThreadMessage, open_thread, read_messages
from triage.channels.threads.promise import Promise, make_promise
from triage.channels.threads.readings import list_read_hours
from triage.custody.disclosure.view import Disclosed, find_disclosed
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import AuthorKind, Priority
from triage.offices.posts.holdings import list_holders
from triage.tips.attachments.list import Attachment, list_attachments
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip
from triage.tips.routing.grants import ClimbTimes

MAX_SHOWN = 30
"""Messages on a page; the earlier ones are shown when asked for."""


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as its resident sees it."""

    tip: Tip
    seed: Seed = field(repr=False)
    messages: Sequence[ThreadMessage]
    earlier: int
    """How many messages stand before those."""
    read_hours: Mapping[str, datetime]
    """In which hour an officer read a message of the resident's, by its id."""
    answered_at: datetime | None
    """When an officer first wrote."""
    promise: Promise
    is_inspectorate: bool
    answering: frozenset[str]
    """The officers who hold the post that answers for it now."""
    is_in_bay: bool
    """It came in a flood and stands behind the other tips."""
    files: Sequence[Attachment]
    disclosed: Disclosed | None


def read_thread(
    session: Session, receipt: Receipt, *, keys: KeyDirectory, times: ClimbTimes, shows_all: bool = False
) -> ThreadView:
    """Return what the receipt opens: its newest messages, or all where asked for. Raises ThreadUnknown."""
    opened = open_thread(session, receipt, keys=keys)
    tip = opened.tip
    messages = read_messages(session, tip, seed=opened.seed, notes=False)
    shown = messages if shows_all else messages[-MAX_SHOWN:]
    return ThreadView(
        tip=tip,
        seed=opened.seed,
        messages=shown,
        earlier=len(messages) - len(shown),
        read_hours=list_read_hours(session, tip, shown),
        answered_at=next((each.written_at for each in messages if each.author is AuthorKind.OFFICER), None),
        promise=make_promise(tip.accepted_at, Priority(tip.priority), times),
        answering=frozenset(officer.id for officer in list_holders(session, tip.post_id)),
        is_inspectorate=tip.register_name == INSPECTORATE_REGISTER,
        is_in_bay=tip.priority == Priority.BAY,
        files=list_attachments(session, tip, seed=opened.seed),
        disclosed=find_disclosed(session, tip.id),
    )
