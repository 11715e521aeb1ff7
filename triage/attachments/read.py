"""Reading the files of a tip, for whoever has the tip open."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import Unopenable
from crypto.keys import Seed
from intake.attachments.losses import Loss
from triage.attachments.locking import unlock_content, unlock_facts, unlock_key, unlock_small
from triage.attachments.tables import AttachmentChunkRow, AttachmentRow
from triage.casework.open import open_tip
from triage.errors import TipDamaged, TipUnavailable
from triage.installation import Installation
from triage.journal.append import Entry, append
from triage.officers.sessions import SignedIn
from triage.tips.seeds import open_seeds
from triage.tips.tables import Tip
from triage.vocabulary import JournalEvent

DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as lists show it. ``media_type`` is DAMAGED where the stored row was tampered with."""

    id: str
    number: int
    media_type: str
    is_added: bool = False
    """It came with a text: nobody vouches for who sent it."""
    size_bytes: int = 0
    fingerprint: str = field(default="", repr=False)
    small: bytes = field(default=b"", repr=False)
    losses: tuple[Loss, ...] = ()
    """What the resident's file showed and this one does not."""


def list_attachments(session: Session, tip: Tip, *, seed: Seed) -> list[Attachment]:
    """Return the tip's files in the order in which they came, with their small pictures."""
    query = select(AttachmentRow).where(AttachmentRow.tip_id == tip.id).order_by(col(AttachmentRow.number))
    seeds = open_seeds(session, tip, seed)
    return [_describe(row, seeds.get(row.seed_number)) for row in session.exec(query)]


def read_attachment(
    session: Session, officer: SignedIn, tip_id: str, file_id: str, *, installation: Installation, at: datetime
) -> tuple[Attachment, bytes]:
    """Return one file of a tip that the officer may open; the reading is journaled.

    Raises TipUnavailable, alike for a tip or a file that is not this officer's to see, TipDamaged or KeyDestroyed.
    """
    opened = open_tip(session, officer, tip_id, installation=installation, at=at)
    row = session.get(AttachmentRow, file_id)
    if row is None or row.tip_id != tip_id:
        raise TipUnavailable
    chunks = select(AttachmentChunkRow.locked).where(AttachmentChunkRow.attachment_id == file_id)
    try:
        seed = open_seeds(session, opened.tip, opened.seed)[row.seed_number]
        key = unlock_key(row, seed=seed)
        content = unlock_content(row, list(session.exec(chunks.order_by(col(AttachmentChunkRow.number)))), key=key)
    except (Unopenable, KeyError) as error:
        raise TipDamaged from error
    entry = Entry(JournalEvent.FILE_READ, officer_id=officer.id, tip_id=tip_id, post_id=opened.post.id, remark=file_id)
    append(session, entry, at=at)
    return _describe(row, seed), content


def _describe(row: AttachmentRow, seed: Seed | None) -> Attachment:
    if seed is None:
        return Attachment(row.id, row.number, DAMAGED, row.is_added)
    try:
        key = unlock_key(row, seed=seed)
        facts, small = unlock_facts(row, key=key), unlock_small(row, key=key)
    except Unopenable:
        return Attachment(row.id, row.number, DAMAGED, row.is_added)
    shown = (facts.media_type, row.is_added, facts.size_bytes, facts.fingerprint, small, facts.losses)
    return Attachment(row.id, row.number, *shown)
