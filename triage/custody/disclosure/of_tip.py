"""The requests for one tip, as its officers see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.disclosure.tables import Disclosure
from triage.custody.requests.requests import CustodyDecision, find_state, list_decisions
from triage.ground.vocabulary import DisclosureState


@dataclass(frozen=True, slots=True)
class RequestOfTip:
    """A request with what was said to it."""

    disclosure: Disclosure
    state: DisclosureState
    decisions: Sequence[CustodyDecision]


def list_of_tip(session: Session, tip_id: str, *, at: datetime) -> list[RequestOfTip]:
    """Return the requests for a tip, the newest first."""
    query = select(Disclosure).where(Disclosure.tip_id == tip_id).order_by(col(Disclosure.asked_at).desc())
    return [
        RequestOfTip(row, find_state(row, at=at), list_decisions(session, DISCLOSURES, row.id))
        for row in session.exec(query).all()
    ]
