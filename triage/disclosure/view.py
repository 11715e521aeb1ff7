"""Requests as those see them who have to do with one: the asker, and every custodian."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from triage.custody.files import list_chunks
from triage.custody.tables import CustodyFileRow, CustodyShareRow
from triage.disclosure.tables import Disclosure, DisclosureDecision, DisclosureReason
from triage.keys import KeyDirectory
from triage.officers.tables import Officer
from triage.retention.enclosing import open_share_row
from triage.tips.tables import IdentityRow, IdentityShareRow
from triage.vocabulary import DisclosureState


def find_state(disclosure: Disclosure, *, at: datetime) -> DisclosureState:
    """Return where the request is."""
    if disclosure.refused_at is not None:
        return DisclosureState.REFUSED
    if at >= disclosure.expires_at:
        return DisclosureState.EXPIRED
    if disclosure.ready_at is not None:
        return DisclosureState.READY
    return DisclosureState.WAITING if at < disclosure.open_at else DisclosureState.OPEN


@dataclass(frozen=True, slots=True)
class Request:
    """A request with what was said to it."""

    disclosure: Disclosure
    state: DisclosureState
    decisions: Sequence[DisclosureDecision]


@dataclass(frozen=True, slots=True)
class CustodiansRequest(Request):
    """The same as one custodian sees it, who may decide where ``reason_sealed`` is there."""

    asker: Officer
    reason_sealed: bytes | None = field(repr=False)
    shares: dict[str, bytes] = field(repr=False)
    """This custodian's shares of the tip's identities, by their ids."""
    file_shares: dict[str, bytes] = field(repr=False)
    """The same of its files."""


def list_of_tip(session: Session, tip_id: str, *, at: datetime) -> list[Request]:
    """Return the requests for a tip, the newest first."""
    query = select(Disclosure).where(Disclosure.tip_id == tip_id).order_by(col(Disclosure.asked_at).desc())
    return [Request(row, find_state(row, at=at), list_decisions(session, row.id)) for row in session.exec(query).all()]


def list_for_custodian(
    session: Session, custodian: str, *, keys: KeyDirectory, at: datetime
) -> list[CustodiansRequest]:
    """Return every request, the newest first: all custodians see all of them, also those that are over."""
    query = (
        select(Disclosure, Officer)
        .join(Officer, col(Officer.id) == col(Disclosure.officer_id))
        .order_by(col(Disclosure.asked_at).desc())
    )
    return [_describe(session, row, asker, custodian, keys, at=at) for row, asker in session.exec(query).all()]


def list_decisions(session: Session, disclosure_id: str) -> Sequence[DisclosureDecision]:
    """Return what was said to a request, in the order in which it was said."""
    query = select(DisclosureDecision).where(DisclosureDecision.disclosure_id == disclosure_id)
    return session.exec(query.order_by(col(DisclosureDecision.decided_at), col(DisclosureDecision.custodian))).all()


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


def list_locked(session: Session, tip_id: str) -> LockedItems:
    """Return the tip's identities and files as they are kept."""
    identities = session.exec(select(IdentityRow.id, IdentityRow.locked).where(IdentityRow.tip_id == tip_id)).all()
    files = session.exec(select(CustodyFileRow).where(CustodyFileRow.tip_id == tip_id)).all()
    return LockedItems(
        dict(identities), [LockedFile(row.id, row.kind, row.media_type, list_chunks(session, row.id)) for row in files]
    )


def find_disclosed(session: Session, tip_id: str) -> datetime | None:
    """Return when so many approved that the tip's identity could be opened; None where that never was."""
    query = select(Disclosure.ready_at).where(Disclosure.tip_id == tip_id, col(Disclosure.ready_at).is_not(None))
    return session.exec(query.order_by(col(Disclosure.ready_at))).first()


def _describe(
    session: Session, row: Disclosure, asker: Officer, custodian: str, keys: KeyDirectory, *, at: datetime
) -> CustodiansRequest:
    reason = session.get(DisclosureReason, (row.id, custodian))
    state = find_state(row, at=at)
    is_pending = reason is not None and state in (DisclosureState.WAITING, DisclosureState.OPEN)
    return CustodiansRequest(
        disclosure=row,
        state=state,
        decisions=list_decisions(session, row.id),
        asker=asker,
        reason_sealed=None if reason is None else reason.sealed,
        shares=list_shares(session, row.tip_id, custodian, keys=keys) if is_pending else {},
        file_shares=list_file_shares(session, row.tip_id, custodian, keys=keys) if is_pending else {},
    )
