"""Reading a file of a tip, for an officer who may open the tip."""

from datetime import datetime

from sqlmodel import Session, col, select

from crypto.errors import Unopenable
from triage.ground.errors import TipDamaged, TipUnavailable
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.attachments.list import Attachment, describe_attachment
from triage.tips.attachments.locking import unlock_content, unlock_key
from triage.tips.attachments.tables import AttachmentChunkRow, AttachmentRow
from triage.tips.installation import Installation
from triage.tips.opening.open import open_tip
from triage.tips.record.seeds import open_seeds


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
    return describe_attachment(row, seed), content
