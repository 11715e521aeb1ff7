"""A chief brings an officer into a post: invites, then confirms the officer's digits."""

from datetime import datetime

from sqlmodel import Session

from crypto.stretching import PassphraseCost
from crypto.tokens import Token
from triage.ground.errors import PostKeyRejected, TipUnavailable
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.holders.invitations import Confirmation, Invitee, confirm_officer, invite, invite_again
from triage.offices.posts.filling import get_fillable_post, open_versions
from triage.offices.posts.holdings import list_holders


def invite_to_post(session: Session, chief: SignedIn, post_id: str, invitee: Invitee, *, at: datetime) -> Token:
    """Return the secret of a link. Raises TipUnavailable where the post is not the chief's to fill."""
    post = get_fillable_post(session, chief, post_id)
    return invite(session, invitee, post=post, invited_by=chief.id, at=at)


def renew_for_post(session: Session, chief: SignedIn, post_id: str, officer_id: str, *, at: datetime) -> Token:
    """Return the secret of a link for a holder of the post who has lost the passphrase.

    Raises TipUnavailable where the post is not the chief's to fill, or is not that officer's. None renews their own:
    the digits of a new key are compared by two people.
    """
    post = get_fillable_post(session, chief, post_id)
    holder = next((officer for officer in list_holders(session, post.id) if officer.id == officer_id), None)
    if holder is None or holder.id == chief.id:
        raise TipUnavailable
    return invite_again(session, holder, post=post, invited_by=chief.id, at=at)


def confirm_for_post(
    session: Session,
    chief: SignedIn,
    post_id: str,
    confirmation: Confirmation,
    *,
    cost: PassphraseCost,
    at: datetime,
) -> None:
    """Give the post, under every version of its key, to the officer whose digits were compared.

    Raises TipUnavailable, InvitationInvalid, DigitsDiffer, or PostKeyRejected, which is journaled: commit before
    passing it on.
    """
    post = get_fillable_post(session, chief, post_id)
    try:
        versions = open_versions(session, chief, post)
    except PostKeyRejected:
        append(session, Entry(JournalEvent.POST_KEY_REJECTED, officer_id=chief.id, post_id=post.id), at=at)
        raise
    confirm_officer(session, versions, confirmation, by=chief.id, cost=cost, at=at)
