"""Requests as the custodians see them: every one of them all, also those that are over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from triage.custody.requests.requests import (
    PENDING,
    CustodyDecision,
    CustodyRequest,
    Docket,
    Shares,
    find_state,
    list_decisions,
)
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import DisclosureState
from triage.offices.accounts.tables import Officer


@dataclass(frozen=True, slots=True)
class CustodiansRequest:
    """A request as one custodian sees it, who may decide where ``reason_sealed`` is there."""

    docket: Docket
    request: CustodyRequest
    state: DisclosureState
    decisions: Sequence[CustodyDecision]
    asker: Officer
    reason_sealed: bytes | None = field(repr=False)
    shares: Shares = field(repr=False)


def list_for_custodian(
    session: Session, docket: Docket, custodian: str, *, keys: KeyDirectory, at: datetime
) -> list[CustodiansRequest]:
    """Return every request of a kind, the newest first."""
    table = docket.requests
    query = (
        select(table, Officer)
        .join(Officer, col(Officer.id) == col(table.officer_id))
        .order_by(col(table.asked_at).desc())
    )
    found = []
    for row, asker in session.exec(query).all():
        reason = session.get(docket.reasons, {docket.key: row.id, "custodian": custodian})
        state = find_state(row, at=at)
        is_theirs = reason is not None and state in PENDING
        found.append(
            CustodiansRequest(
                docket=docket,
                request=row,
                state=state,
                decisions=list_decisions(session, docket, row.id),
                asker=asker,
                reason_sealed=None if reason is None else reason.sealed,
                shares=docket.list_shares(session, row, custodian, keys) if is_theirs else Shares({}),
            )
        )
    return found
