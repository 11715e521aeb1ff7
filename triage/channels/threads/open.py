"""The resident's side of a tip: the thread that a receipt opens."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.receipts import Receipt
from intake.submission import TipContent
from triage.ground.errors import KeyDestroyed, ThreadUnknown
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import AuthorKind
from triage.tips.record.content import unlock_message
from triage.tips.record.receipts import find_receipt, unlock_with_receipt
from triage.tips.record.seeds import open_seeds
from triage.tips.record.tables import Message, Tip

_INTERNAL = (AuthorKind.NOTE, AuthorKind.CORRECTION, AuthorKind.REFERRAL)


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """A message as its readers see it. ``content`` is None where the stored row was tampered with."""

    id: str
    author: AuthorKind
    officer_id: str | None
    channel: str
    content: TipContent | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A tip opened with its receipt."""

    tip: Tip
    seed: Seed


def open_thread(session: Session, receipt: Receipt, *, keys: KeyDirectory) -> OpenThread:
    """Open the thread. Raises ThreadUnknown, also where its key was destroyed: the two look alike on purpose."""
    row = find_receipt(session, receipt)
    tip = None if row is None else session.get(Tip, row.tip_id)
    if row is None or tip is None:
        raise ThreadUnknown
    try:
        return OpenThread(tip, unlock_with_receipt(tip, row, receipt, keys=keys))
    except (Unopenable, KeyDestroyed) as error:
        raise ThreadUnknown from error


def read_messages(session: Session, tip: Tip, *, seed: Seed, notes: bool) -> list[ThreadMessage]:
    """Return the tip's messages in their order; what officers write among themselves only where asked for."""
    query = select(Message).where(Message.tip_id == tip.id).order_by(col(Message.position))
    if not notes:
        query = query.where(col(Message.author).not_in(_INTERNAL))
    seeds = open_seeds(session, tip, seed)
    return [_read(message, seeds.get(message.seed_number)) for message in session.exec(query)]


def _read(message: Message, seed: Seed | None) -> ThreadMessage:
    try:
        content = None if seed is None else unlock_message(message, seed=seed)
    except Unopenable:
        content = None
    return ThreadMessage(
        id=message.id,
        author=AuthorKind(message.author),
        officer_id=message.officer_id,
        channel=message.channel,
        content=content,
        written_at=message.written_at,
    )
