"""Reading the files of a tip, for an officer who has the tip open."""

from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from crypto.errors import Unopenable
from crypto.keys import Seed
from intake.attachments.losses import Loss
from triage.tips.attachments.locking import unlock_facts, unlock_key, unlock_small
from triage.tips.attachments.tables import AttachmentRow
from triage.tips.record.seeds import open_seeds
from triage.tips.record.tables import Tip

DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as lists show it. ``media_type`` is DAMAGED where the stored row was tampered with."""

    id: str
    number: int
    media_type: str
    is_added: bool = False
    """It came with a text: who sent it is not proved."""
    size_bytes: int = 0
    fingerprint: str = field(default="", repr=False)
    small: bytes = field(default=b"", repr=False)
    losses: tuple[Loss, ...] = ()
    """What the resident's file showed and this one does not."""


def list_attachments(session: Session, tip: Tip, *, seed: Seed) -> list[Attachment]:
    """Return the tip's files in the order in which they came, with their small pictures."""
    query = select(AttachmentRow).where(AttachmentRow.tip_id == tip.id).order_by(col(AttachmentRow.number))
    seeds = open_seeds(session, tip, seed)
    return [describe_attachment(row, seeds.get(row.seed_number)) for row in session.exec(query)]


def describe_attachment(row: AttachmentRow, seed: Seed | None) -> Attachment:
    """Return what a page says of the file; ``DAMAGED`` where the tip's seed is not at hand or does not open it."""
    if seed is None:
        return Attachment(row.id, row.number, DAMAGED, row.is_added)
    try:
        key = unlock_key(row, seed=seed)
        facts, small = unlock_facts(row, key=key), unlock_small(row, key=key)
    except Unopenable:
        return Attachment(row.id, row.number, DAMAGED, row.is_added)
    shown = (facts.media_type, row.is_added, facts.size_bytes, facts.fingerprint, small, facts.losses)
    return Attachment(row.id, row.number, *shown)
