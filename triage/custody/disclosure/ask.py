"""Asking for the identity of one tip to be opened."""

from datetime import datetime

from sqlmodel import Session, select

from crypto.transcripts import digest_transcript
from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.disclosure.tables import Disclosure
from triage.custody.disclosure.view import keeps_anything
from triage.custody.requests.requests import PENDING, Plea, Rules, describe_request, find_state, store_grounds
from triage.ground.errors import CustodyRefused
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.tips.opening.open import Capacity, Permission, get_permission
from triage.tips.record.messages import hold_tip

_MAY_ASK = frozenset({Capacity.HOLDER, Capacity.CHIEF})


def may_ask(permission: Permission) -> bool:
    """Whether the officer may ask: who answers for the tip, and the chief."""
    return bool(permission.capacities & _MAY_ASK)


def ask(
    session: Session,
    officer: SignedIn,
    tip_id: str,
    plea: Plea,
    *,
    rules: Rules,
    at: datetime,
) -> str:
    """Put the request before the custodians, and return its id.

    Raises TipUnavailable, or CustodyRefused: ``not_yours``, ``pending`` where a request waits already, ``nothing``
    where the tip keeps no identity, ``too_few`` where without the asker not enough custodians are left.
    """
    permission = get_permission(session, officer, tip_id, at=at)
    hold_tip(session, tip_id)
    if not may_ask(permission):
        raise CustodyRefused("not_yours")
    if any(find_state(known, at=at) in PENDING for known in _list(session, tip_id)):
        raise CustodyRefused("pending")
    if not keeps_anything(session, tip_id):
        raise CustodyRefused("nothing")
    readers = rules.list_readers(officer.officer.username)
    if len(readers) < rules.needed:
        raise CustodyRefused("too_few")
    described = describe_request(officer.id, plea, rules, at=at)
    row = Disclosure(tip_id=tip_id, **described)
    session.add(row)
    session.flush()
    store_grounds(session, DISCLOSURES, row.id, plea.grounds, readers)
    remark = digest_transcript(plea.transcript)
    entry = Entry(JournalEvent.DISCLOSURE_ASKED, officer_id=officer.id, tip_id=tip_id, remark=remark)
    append(session, entry, at=at)
    return row.id


def _list(session: Session, tip_id: str) -> list[Disclosure]:
    return list(session.exec(select(Disclosure).where(Disclosure.tip_id == tip_id)))
