"""The duty desk's signature under a partner's settings: no single person brings in a gateway."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.signing import sign, verify
from triage.ground.errors import MoveRefused, PostKeyRejected
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import open_held
from triage.offices.posts.tables import Post, PostKey
from triage.offices.posts.trust import TrustedKeys, read_current


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """What a partner's settings say, and under which of the duty desk's keys it was signed."""

    partner: str
    statement: bytes
    post_key_id: str
    signature: bytes


def confirm_partner(
    session: Session, officer: SignedIn, partner: str, statement: bytes, *, trusted: TrustedKeys, at: datetime
) -> SignedStatement:
    """Sign for the duty desk. Raises MoveRefused for an officer who does not hold it, or PostKeyRejected."""
    held = open_held(session, officer.id, officer.seed)
    desks = [opened for opened in held if opened.post.kind == PostKind.DUTY_DESK]
    if not desks:
        raise MoveRefused
    current = read_current(session, desks[0].post.id, trusted)
    desk = next((opened for opened in desks if opened.key.id == current.id), None)
    if desk is None:
        raise MoveRefused
    append(
        session,
        Entry(JournalEvent.PARTNER_CONFIRMED, officer_id=officer.id, post_id=desk.post.id, remark=partner),
        at=at,
    )
    return sign_for_desk(desk, partner, statement)


def sign_for_desk(desk: OpenPost, partner: str, statement: bytes) -> SignedStatement:
    """Sign with the duty desk's own key."""
    signature = sign(statement, seed=desk.seed, context=bind(Label.PARTNER, partner))
    return SignedStatement(partner, statement, desk.key.id, signature)


def check_confirmation(session: Session, signed: SignedStatement, *, trusted: TrustedKeys) -> None:
    """Return quietly where the duty desk signed this. Raises SignatureRejected or PostKeyRejected."""
    key = session.get(PostKey, signed.post_key_id)
    post = None if key is None else session.get(Post, key.post_id)
    if key is None or post is None or post.kind != PostKind.DUTY_DESK:
        raise PostKeyRejected
    signer = trusted.check(session, post, key)
    verify(signed.signature, signed.statement, signer=signer, context=bind(Label.PARTNER, signed.partner))


def is_confirmed(session: Session, signed: SignedStatement, *, trusted: TrustedKeys) -> bool:
    """Say whether the duty desk signed this."""
    try:
        check_confirmation(session, signed, trusted=trusted)
    except (SignatureRejected, PostKeyRejected):
        return False
    return True
