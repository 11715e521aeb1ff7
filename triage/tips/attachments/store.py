"""Storing the files of a tip, and deleting them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from crypto.keys import PublicKey, Seed
from intake.attachments.safe_file import SafeFile
from triage.ground.errors import FilesFull
from triage.ground.insertion import insert_all
from triage.tips.attachments.budget import FileBudget
from triage.tips.attachments.list import list_attachments
from triage.tips.attachments.locking import LockedFile, lock_file, lock_from_outside
from triage.tips.attachments.tables import AttachmentChunkRow, AttachmentRow
from triage.tips.record.tables import Tip

MOST_OF_TIP = 20


def store_files(session: Session, files: Iterable[LockedFile]) -> None:
    """Store files that are locked already."""
    for file in files:
        insert_all(session, AttachmentRow, [file.row])
        insert_all(session, AttachmentChunkRow, file.chunks)


def add_files(
    session: Session, tip: Tip, files: Sequence[SafeFile], *, seed: Seed, budget: FileBudget, at: datetime
) -> int:
    """Add the files that the tip has not yet, and return how many those are. Hold the tip first.

    Raises FilesFull, or FilesExhausted where the day's bytes are used up.
    """
    known = {attachment.fingerprint for attachment in list_attachments(session, tip, seed=seed)}
    new = list({file.fingerprint: file for file in files if file.fingerprint not in known}.values())
    if len(known) + len(new) > MOST_OF_TIP:
        raise FilesFull
    last = _find_last(session, tip.id)
    for file in new:
        budget.spend(session, tip.area_id, len(file.content) + len(file.small), at=at)
    store_files(
        session,
        [
            lock_file(file, seed=seed, tip_id=tip.id, number=number, seed_number=tip.seed_number)
            for number, file in enumerate(new, start=last + 1)
        ],
    )
    return len(new)


def add_from_outside(session: Session, tip: Tip, file: SafeFile, *, budget: FileBudget, at: datetime) -> None:
    """Add a file that came from a sender without a receipt. Hold the tip first. Raises FilesFull or FilesExhausted."""
    last = _find_last(session, tip.id)
    if last >= MOST_OF_TIP:
        raise FilesFull
    budget.spend(session, tip.area_id, len(file.content) + len(file.small), at=at)
    to = PublicKey(tip.public_key)
    store_files(session, [lock_from_outside(file, to=to, tip_id=tip.id, number=last + 1, seed_number=tip.seed_number)])


def _find_last(session: Session, tip_id: str) -> int:
    return session.exec(select(func.max(AttachmentRow.number)).where(AttachmentRow.tip_id == tip_id)).one() or 0


def delete_attachments(session: Session, tip_id: str) -> None:
    """Delete every file of the tip."""
    ids = select(AttachmentRow.id).where(AttachmentRow.tip_id == tip_id)
    session.exec(delete(AttachmentChunkRow).where(col(AttachmentChunkRow.attachment_id).in_(ids)))
    session.exec(delete(AttachmentRow).where(col(AttachmentRow.tip_id) == tip_id))
