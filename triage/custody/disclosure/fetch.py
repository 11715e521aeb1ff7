"""Handing the sealed shares over to the asker."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.transcripts import digest_transcript
from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.disclosure.tables import Disclosure
from triage.custody.disclosure.transcript import list_named
from triage.custody.disclosure.view import LockedItems, list_locked
from triage.custody.requests.requests import CustodyDecision, find_state, list_decisions
from triage.ground.errors import CustodyRefused, TipUnavailable
from triage.ground.vocabulary import DisclosureState, Verdict
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import get_permission


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that the asker takes to a machine off the network. It opens with the one-time key only."""

    disclosure: Disclosure
    approvals: Sequence[CustodyDecision]
    items: LockedItems


def fetch(session: Session, officer: SignedIn, tip_id: str, disclosure_id: str, *, at: datetime) -> Bundle:
    """Return the bundle, journaled. Raises TipUnavailable to all but the asker, CustodyRefused before its time."""
    get_permission(session, officer, tip_id, at=at)
    disclosure = session.get(Disclosure, disclosure_id)
    if disclosure is None or (disclosure.tip_id, disclosure.officer_id) != (tip_id, officer.id):
        raise TipUnavailable
    if find_state(disclosure, at=at) is not DisclosureState.READY:
        raise CustodyRefused("not_ready")
    approvals = [row for row in list_decisions(session, DISCLOSURES, disclosure_id) if row.verdict == Verdict.APPROVE]
    if not approvals:
        # The resident has deleted the identity meanwhile, and the shares with it.
        raise CustodyRefused("gone")
    remark = digest_transcript(disclosure.transcript or b"")
    append(session, Entry(JournalEvent.DISCLOSURE_FETCHED, officer_id=officer.id, tip_id=tip_id, remark=remark), at=at)
    return Bundle(disclosure, approvals, list_locked(session, tip_id, list_named(disclosure.transcript)))
