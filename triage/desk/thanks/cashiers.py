"""Chiefs bring in cashiers, who get no post and no key to any tip."""

from datetime import datetime

from sqlmodel import Session

from crypto.tokens import Token
from triage.ground.errors import MoveRefused
from triage.offices.accounts.sessions import SignedIn
from triage.offices.holders.invitations import Invitee, invite
from triage.offices.posts.holdings import list_led


def is_chief(session: Session, officer_id: str) -> bool:
    """Say whether the officer holds a commune's post."""
    return bool(list_led(session, officer_id))


def invite_cashier(session: Session, chief: SignedIn, invitee: Invitee, *, at: datetime) -> Token:
    """Return the secret of a link for a cashier. Raises MoveRefused for an officer who is no chief."""
    if not is_chief(session, chief.id):
        raise MoveRefused
    return invite(session, invitee, post=None, invited_by=chief.id, at=at)
