"""Adding a message to a tip."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, func, select

from crypto.keys import PublicKey, Seed
from intake.submission import Channel, TipContent
from triage.ground.errors import TipUnavailable
from triage.ground.ids import new_id
from triage.ground.vocabulary import AuthorKind
from triage.tips.record.content import lock_message, message_context, seal_addition
from triage.tips.record.tables import Message, Tip


def hold_tip(session: Session, tip_id: str) -> Tip:
    """Return the tip as it stands now, and keep others from changing it until the commit. Raises TipUnavailable."""
    query = select(Tip).where(Tip.id == tip_id).with_for_update().execution_options(populate_existing=True)
    tip = session.exec(query).first()
    if tip is None:
        raise TipUnavailable
    return tip


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and by which channel."""

    kind: AuthorKind
    channel: Channel = Channel.WEB
    officer_id: str | None = None


def add_message(session: Session, tip: Tip, content: TipContent, *, seed: Seed, author: Author, at: datetime) -> str:
    """Lock and store a message after the last, and return its id. Hold the tip first."""
    message_id = new_id()
    locked = lock_message(content, seed=seed, context=message_context(tip.id, message_id, author.kind))
    _append(session, tip, message_id, locked, author, at=at)
    return message_id


def add_from_outside(session: Session, tip: Tip, content: TipContent, *, channel: Channel, at: datetime) -> None:
    """Seal and store what came from a sender without a receipt, after the last message. Hold the tip first."""
    message_id = new_id()
    sealed = seal_addition(content, to=PublicKey(tip.public_key), tip_id=tip.id, message_id=message_id)
    _append(session, tip, message_id, sealed, Author(AuthorKind.ADDITION, channel), at=at)


def _append(session: Session, tip: Tip, message_id: str, locked: bytes, author: Author, *, at: datetime) -> None:
    last = session.exec(select(func.max(Message.position)).where(Message.tip_id == tip.id)).one()
    message = Message(
        id=message_id,
        tip_id=tip.id,
        position=(last or 0) + 1,
        author=author.kind,
        officer_id=author.officer_id,
        channel=author.channel,
        locked=locked,
        written_at=at,
        seed_number=tip.seed_number,
    )
    session.add(message)
    session.flush()
