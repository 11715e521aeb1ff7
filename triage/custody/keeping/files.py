"""Keeping files for the custodians. They pass through unopened: nothing here could open one."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from intake.submission import CustodyKind, SealedFile, SealedShare
from triage.custody.keeping.tables import CustodyChunkRow, CustodyFileRow, CustodyShareRow
from triage.ground.insertion import insert_all


def store_file(session: Session, tip_id: str | None, file: SealedFile, *, at: datetime) -> None:
    """Store a whole file, of a tip or of one that is still to come."""
    begin_file(session, file.id, tip_id, kind=file.kind, media_type=file.media_type, at=at)
    store_chunks(session, file.id, file.chunks, first=0)
    store_shares(session, file.id, file.shares)


def begin_file(
    session: Session, file_id: str, tip_id: str | None, *, kind: CustodyKind, media_type: str, at: datetime
) -> None:
    """Begin a file that comes in pieces."""
    row = {"id": file_id, "tip_id": tip_id, "kind": kind, "media_type": media_type, "kept_at": at}
    insert_all(session, CustodyFileRow, [row])


def store_chunks(session: Session, file_id: str, chunks: Iterable[bytes], *, first: int) -> None:
    """Store the next chunks; the first of them has the number ``first``."""
    rows = [{"file_id": file_id, "number": number, "locked": chunk} for number, chunk in enumerate(chunks, start=first)]
    insert_all(session, CustodyChunkRow, rows)


def store_shares(session: Session, file_id: str, shares: Sequence[SealedShare]) -> None:
    """Store the custodians' shares of the file's key."""
    rows = [{"file_id": file_id, "custodian": share.custodian, "sealed": share.sealed} for share in shares]
    insert_all(session, CustodyShareRow, rows)


def give_to_tip(session: Session, file_id: str, tip_id: str) -> None:
    """Say whose the file is, now that there is a tip."""
    session.exec(update(CustodyFileRow).where(col(CustodyFileRow.id) == file_id).values(tip_id=tip_id))


def list_chunks(session: Session, file_id: str) -> list[bytes]:
    """Return the locked chunks in their order."""
    query = select(CustodyChunkRow.locked).where(CustodyChunkRow.file_id == file_id)
    return list(session.exec(query.order_by(col(CustodyChunkRow.number))))


def list_kinds(session: Session, tip_id: str) -> list[CustodyKind]:
    """Return what is kept of a tip, in the order in which it came."""
    query = select(CustodyFileRow.kind).where(CustodyFileRow.tip_id == tip_id)
    return [CustodyKind(kind) for kind in session.exec(query.order_by(col(CustodyFileRow.kept_at)))]


def delete_file(session: Session, file_id: str) -> None:
    """Delete a file with its chunks and shares."""
    _delete(session, [file_id])


def delete_files(session: Session, tip_id: str) -> None:
    """Delete every file of the tip: they go with its identities."""
    _delete(session, list(session.exec(select(CustodyFileRow.id).where(CustodyFileRow.tip_id == tip_id))))


def _delete(session: Session, file_ids: list[str]) -> None:
    if not file_ids:
        return
    session.exec(delete(CustodyChunkRow).where(col(CustodyChunkRow.file_id).in_(file_ids)))
    session.exec(delete(CustodyShareRow).where(col(CustodyShareRow.file_id).in_(file_ids)))
    session.exec(delete(CustodyFileRow).where(col(CustodyFileRow.id).in_(file_ids)))
