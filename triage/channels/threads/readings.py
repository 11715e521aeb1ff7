"""Who has read what: told to both sides, and to neither more than it needs.

The resident learns to the hour when the answering post read a message. Officers learn that an answer was read, and not
when: a time would tell of the resident's day.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select, update

from intake.ground.local_time import to_the_hour
from triage.channels.threads.open import ThreadMessage
from triage.channels.threads.tables import ThreadReading
from triage.ground.insertion import insert_if_absent
from triage.ground.vocabulary import AuthorKind
from triage.tips.delivery.tables import Delivery
from triage.tips.record.tables import Message, Tip


def list_read_hours(session: Session, tip: Tip, messages: Sequence[ThreadMessage]) -> dict[str, datetime]:
    """Return for each of the resident's messages that an officer of the answering post has read, in which hour."""
    seen = session.exec(
        select(Delivery.made_at, Delivery.seen_at).where(
            Delivery.tip_id == tip.id, Delivery.post_id == tip.post_id, col(Delivery.seen_at).is_not(None)
        )
    ).all()
    hours: dict[str, datetime] = {}
    for message in messages:
        # News of a message is made with it; who has seen later news has seen the message too.
        readings = [seen_at for made_at, seen_at in seen if made_at >= message.written_at and seen_at is not None]
        if readings and message.author is AuthorKind.RESIDENT:
            hours[message.id] = to_the_hour(min(readings))
    return hours


def find_unread(session: Session, tip_id: str) -> Message | None:
    """Return the last of the officers' messages, unless the resident's page is known to have shown it."""
    last = session.exec(
        select(Message)
        .where(Message.tip_id == tip_id, Message.author == AuthorKind.OFFICER)
        .order_by(col(Message.position).desc())
        .limit(1)
    ).first()
    row = session.get(ThreadReading, tip_id)
    return None if last is None or (row is not None and row.message_id == last.id) else last


def note_reading(session: Session, last: Message) -> None:
    """Note that the resident's page showed everything up to this message."""
    noted = {"tip_id": last.tip_id, "message_id": last.id}
    if not insert_if_absent(session, ThreadReading, noted):
        row = update(ThreadReading).where(col(ThreadReading.tip_id) == last.tip_id)
        session.exec(row.values(message_id=last.id))


def list_read_by_resident(session: Session, tip_id: str, messages: Sequence[ThreadMessage]) -> frozenset[str]:
    """Return which of the officers' messages the resident's page has shown."""
    row = session.get(ThreadReading, tip_id)
    ids = [message.id for message in messages if message.author is AuthorKind.OFFICER]
    return frozenset() if row is None or row.message_id not in ids else frozenset(ids[: ids.index(row.message_id) + 1])
