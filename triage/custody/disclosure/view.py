"""What is kept of a tip for its custodians: shares, and what they open together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from crypto.errors import TranscriptMalformed
from crypto.transcripts import Transcript
from triage.custody.disclosure.tables import Disclosure
from triage.custody.keeping.enclosing import open_share_row
from triage.custody.keeping.files import list_chunks
from triage.custody.keeping.tables import CustodyFileRow, CustodyShareRow, IdentityRow, IdentityShareRow
from triage.ground.keys import KeyDirectory


def list_shares(session: Session, tip_id: str, custodian: str, *, keys: KeyDirectory) -> dict[str, bytes]:
    """Return the custodian's shares of the tip's identities, by their ids. Raises TipDamaged or KeyDestroyed."""
    rows = session.exec(
        select(IdentityShareRow)
        .join(IdentityRow, col(IdentityRow.id) == col(IdentityShareRow.identity_id))
        .where(IdentityRow.tip_id == tip_id, IdentityShareRow.custodian == custodian)
    )
    return {row.identity_id: open_share_row(row, keys) for row in rows}


def list_file_shares(session: Session, tip_id: str, custodian: str, *, keys: KeyDirectory) -> dict[str, bytes]:
    """Return the custodian's shares of the tip's files, by their ids. Raises TipDamaged or KeyDestroyed."""
    rows = session.exec(
        select(CustodyShareRow)
        .join(CustodyFileRow, col(CustodyFileRow.id) == col(CustodyShareRow.file_id))
        .where(CustodyFileRow.tip_id == tip_id, CustodyShareRow.custodian == custodian)
    )
    return {row.file_id: open_share_row(row, keys) for row in rows}


def list_share_ids(session: Session, tip_id: str, custodian: str) -> set[str]:
    """Return the ids of the tip's identities and files of which the custodian has a share."""
    identities = select(IdentityShareRow.identity_id).join(IdentityRow)
    files = select(CustodyShareRow.file_id).join(CustodyFileRow)
    return {
        *session.exec(identities.where(IdentityRow.tip_id == tip_id, IdentityShareRow.custodian == custodian)),
        *session.exec(files.where(CustodyFileRow.tip_id == tip_id, CustodyShareRow.custodian == custodian)),
    }


@dataclass(frozen=True, slots=True)
class LockedFile:
    """A file as it is kept."""

    id: str
    kind: str
    media_type: str
    chunks: Sequence[bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LockedItems:
    """What the shares open, still locked."""

    identities: dict[str, bytes] = field(repr=False)
    files: Sequence[LockedFile]


def list_locked(session: Session, tip_id: str, named: Collection[str] | None = None) -> LockedItems:
    """Return the tip's identities and files as they are kept; of them only those ``named``, where that is given."""
    identities = session.exec(select(IdentityRow.id, IdentityRow.locked).where(IdentityRow.tip_id == tip_id)).all()
    files = session.exec(select(CustodyFileRow).where(CustodyFileRow.tip_id == tip_id)).all()
    return LockedItems(
        {item: locked for item, locked in identities if named is None or item in named},
        [
            LockedFile(row.id, row.kind, row.media_type, list_chunks(session, row.id))
            for row in files
            if named is None or row.id in named
        ],
    )


def keeps_anything(session: Session, tip_id: str) -> bool:
    """Say whether an identity or a file of the tip is still kept."""
    identity = select(IdentityRow.id).where(IdentityRow.tip_id == tip_id)
    file = select(CustodyFileRow.id).where(CustodyFileRow.tip_id == tip_id)
    return any(session.exec(query.limit(1)).first() is not None for query in (identity, file))


@dataclass(frozen=True, slots=True)
class Disclosed:
    """That so many custodians agreed that the tip's identity could be opened."""

    at: datetime
    told_from: datetime
    """From when on the resident is told, as the request itself says."""
    document_kind: str
    """Empty in requests of before there was one."""


def find_disclosed(session: Session, tip_id: str) -> Disclosed | None:
    """Return the opening that the resident is told of first; None where there was none."""
    query = select(Disclosure).where(Disclosure.tip_id == tip_id, col(Disclosure.ready_at).is_not(None))
    found = [_describe(row.ready_at, row.transcript) for row in session.exec(query) if row.ready_at is not None]
    return min(found, key=lambda each: each.told_from, default=None)


def _describe(at: datetime, raw: bytes | None) -> Disclosed:
    try:
        transcript = Transcript.decode(raw or b"")
        days = int(transcript.get("tell_after_days"))
        return Disclosed(at, at + timedelta(days=days), transcript.get("document_kind"))
    except (TranscriptMalformed, ValueError, OverflowError):
        return Disclosed(at, at, "")
