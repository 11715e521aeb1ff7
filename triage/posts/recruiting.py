"""A chief brings an officer into a post: invites, then confirms the officer's digits."""

from datetime import datetime

from sqlmodel import Session

from crypto.passphrases import PassphraseCost
from crypto.tokens import Token
from triage.errors import PostKeyRejected, TipUnavailable
from triage.journal.append import Entry, append
from triage.officers.invitations import Confirmation, Invitee, confirm_officer, invite, invite_again
from triage.officers.sessions import SignedIn
from triage.posts.create import OpenPost
from triage.posts.holdings import list_held, list_holders, open_below, open_held
from triage.posts.overview import may_invite
from triage.posts.tables import Post
from triage.vocabulary import JournalEvent


def invite_to_post(session: Session, chief: SignedIn, post_id: str, invitee: Invitee, *, at: datetime) -> Token:
    """Return the secret of a link. Raises TipUnavailable where the post is not the chief's to fill."""
    post = get_fillable_post(session, chief, post_id)
    return invite(session, invitee, post=post, invited_by=chief.id, at=at)


def renew_for_post(session: Session, chief: SignedIn, post_id: str, officer_id: str, *, at: datetime) -> Token:
    """Return the secret of a link for a holder of the post who has lost the passphrase.

    Raises TipUnavailable where the post is not the chief's to fill, or is not that officer's. Nobody renews themselves:
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


def get_fillable_post(session: Session, chief: SignedIn, post_id: str) -> Post:
    """Return a post that the chief may bring somebody into. Raises TipUnavailable."""
    post = session.get(Post, post_id)
    held = {mine.id for mine in list_held(session, chief.id)}
    if post is None or not may_invite(post, held):
        raise TipUnavailable
    return post


def open_versions(session: Session, chief: SignedIn, post: Post) -> list[OpenPost]:
    """Open every version of the post's key: the chief's own, or from above. Raises PostKeyRejected or TipDamaged."""
    own = open_held(session, chief.id, chief.seed)
    if post.above_id is None:
        return [opened for opened in own if opened.post.id == post.id]
    return open_below(session, own, post_id=post.id)
