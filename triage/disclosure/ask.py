"""Asking for the identity of one tip to be opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, func, select

from crypto.contexts import Label, bind
from crypto.keys import PublicKey
from crypto.sealing import seal
from triage.casework.open import Capacity, Permission, get_permission
from triage.custody.tables import CustodyFileRow
from triage.disclosure.tables import Disclosure, DisclosureReason
from triage.disclosure.view import find_state
from triage.errors import DisclosureRefused
from triage.ids import new_id
from triage.insertion import insert_all
from triage.journal.append import Entry, append
from triage.officers.sessions import SignedIn
from triage.tips.messages import hold_tip
from triage.tips.tables import IdentityRow
from triage.vocabulary import DisclosureState, JournalEvent

_PENDING = (DisclosureState.WAITING, DisclosureState.OPEN)
_MAY_ASK = frozenset({Capacity.HOLDER, Capacity.CHIEF})


@dataclass(frozen=True, slots=True)
class Rules:
    """What the locality's settings say of disclosures."""

    needed: int
    wait: timedelta
    expires_after: timedelta
    custodians: Mapping[str, PublicKey] = field(repr=False)
    """By their fingerprints."""
    accounts: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The user names of custodians who are officers too, by their fingerprints."""


class Grounds(BaseModel):
    """Why an identity is to be opened, for the custodians to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legal_basis: str = Field(min_length=1, max_length=300)
    document: str = Field(min_length=1, max_length=120)
    reason: str = Field(min_length=1, max_length=2000)
    asker: str
    """Who asks, by name."""


@dataclass(frozen=True, slots=True)
class Plea:
    """What is asked: why, and to which one-time key the shares are to be sealed."""

    grounds: Grounds
    one_time_key: PublicKey


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

    Raises TipUnavailable, or DisclosureRefused: ``not_yours``, ``pending`` where a request waits already, ``nothing``
    where the tip keeps no identity, ``too_few`` where without the asker not enough custodians are left.
    """
    permission = get_permission(session, officer, tip_id, at=at)
    hold_tip(session, tip_id)
    if not may_ask(permission):
        raise DisclosureRefused("not_yours")
    if any(find_state(known, at=at) in _PENDING for known in _list(session, tip_id)):
        raise DisclosureRefused("pending")
    if not _keeps_anything(session, tip_id):
        raise DisclosureRefused("nothing")
    readers = {
        fingerprint: key
        for fingerprint, key in rules.custodians.items()
        if rules.accounts.get(fingerprint) != officer.officer.username
    }
    if len(readers) < rules.needed:
        raise DisclosureRefused("too_few")
    disclosure_id = new_id()
    session.add(
        Disclosure(
            id=disclosure_id,
            tip_id=tip_id,
            officer_id=officer.id,
            public_key=plea.one_time_key.raw,
            needed=rules.needed,
            asked_at=at,
            open_at=at + rules.wait,
            expires_at=at + rules.wait + rules.expires_after,
        )
    )
    session.flush()
    insert_all(session, DisclosureReason, _seal_grounds(disclosure_id, plea.grounds, readers))
    append(session, Entry(JournalEvent.DISCLOSURE_ASKED, officer_id=officer.id, tip_id=tip_id), at=at)
    return disclosure_id


def _seal_grounds(disclosure_id: str, grounds: Grounds, readers: Mapping[str, PublicKey]) -> list[dict[str, object]]:
    raw = grounds.model_dump_json().encode()
    return [
        {
            "disclosure_id": disclosure_id,
            "custodian": fingerprint,
            "sealed": seal(raw, to=key, context=bind(Label.DISCLOSURE_REASON, disclosure_id, fingerprint)),
        }
        for fingerprint, key in readers.items()
    ]


def _list(session: Session, tip_id: str) -> list[Disclosure]:
    return list(session.exec(select(Disclosure).where(Disclosure.tip_id == tip_id)))


def _keeps_anything(session: Session, tip_id: str) -> bool:
    identities = session.exec(select(func.count()).where(col(IdentityRow.tip_id) == tip_id)).one()
    files = session.exec(select(func.count()).where(col(CustodyFileRow.tip_id) == tip_id)).one()
    return identities + files > 0
