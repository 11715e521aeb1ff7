"""Inviting an officer: a one-time link, a passphrase, a key, eight digits compared, and then the post.

The post is sealed to the new key only after a holder of the post's key has compared the digits of the officer's
key with the officer. The one exception are the first holders of a top post, whom no holder can confirm yet: their link
carries the post's seed, locked under the link's secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from crypto.comparison import comparison_digits
from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import PublicKey
from crypto.locking import lock_seed, unlock_seed
from crypto.stretching import PassphraseCost
from crypto.tokens import Token
from triage.ground.errors import DigitsDiffer, InvitationInvalid
from triage.ground.row_proofs import check_row
from triage.ground.vocabulary import OfficerRole
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import PassphraseLock, create_account, normalise_username
from triage.offices.accounts.tables import Officer
from triage.offices.holders.renewal import renew_account
from triage.offices.holders.tables import Invitation
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import give_post
from triage.offices.posts.tables import Post, PostKey

VALID_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Invitee:
    """Whom an invitation is for."""

    username: str
    display_name: str
    role: OfficerRole = OfficerRole.OFFICER
    renews_id: str | None = None
    """The account that gets another key, of an officer who has lost the passphrase."""


def invite(session: Session, invitee: Invitee, *, post: Post | None, invited_by: str | None, at: datetime) -> Token:
    """Return the secret of a link for an officer whose key will be confirmed before the post is given."""
    return _invite(session, invitee, post=post, invited_by=invited_by, carried=None, at=at)


def invite_first_holder(session: Session, invitee: Invitee, opened: OpenPost, *, at: datetime) -> Token:
    """Return the secret of a link that carries a top post's seed."""
    return _invite(session, invitee, post=opened.post, invited_by=None, carried=opened, at=at)


def invite_again(
    session: Session, officer: Officer, *, post: Post | None, invited_by: str | None, at: datetime
) -> Token:
    """Return the secret of a link for an officer who has lost the passphrase: the account will get another key."""
    invitee = Invitee(officer.username, officer.display_name, OfficerRole(officer.role), officer.id)
    return _invite(session, invitee, post=post, invited_by=invited_by, carried=None, at=at)


def find_invitation(session: Session, token: Token, *, at: datetime) -> Invitation:
    """Return the invitation that was not accepted yet. Raises InvitationInvalid."""
    invitation = session.exec(select(Invitation).where(Invitation.digest == token.digest).with_for_update()).first()
    if invitation is None or invitation.officer_id is not None or invitation.expires_at < at:
        raise InvitationInvalid
    check_row(invitation)
    if not _has_open_way(session, invitation.invited_by, invitation.inviter_generation):
        raise InvitationInvalid
    if not _has_open_way(session, invitation.renews_id, invitation.renews_generation):
        raise InvitationInvalid
    return invitation


def accept_invitation(session: Session, token: Token, lock: PassphraseLock, *, at: datetime) -> Officer:
    """Make the account with the passphrase chosen; take the post at once where the link carries it.

    Raises InvitationInvalid, PassphraseWeak or UsernameTaken.
    """
    invitation = find_invitation(session, token, at=at)
    if invitation.renews_id is not None:
        return _accept_renewal(session, invitation, lock, at=at)
    officer = create_account(
        session,
        username=invitation.username,
        display_name=invitation.display_name,
        role=OfficerRole(invitation.role),
        lock=lock,
        at=at,
    )
    invitation.officer_id = officer.id
    append(session, Entry(JournalEvent.INVITATION_ACCEPTED, officer_id=officer.id, post_id=invitation.post_id), at=at)
    if invitation.post_seed_locked is not None:
        _give(session, officer, _carried_post(session, invitation, token), by=officer.id, at=at)
    if invitation.post_seed_locked is not None or invitation.post_id is None:
        _settle(invitation, at)
    session.add(invitation)
    session.flush()
    return officer


def _accept_renewal(session: Session, invitation: Invitation, lock: PassphraseLock, *, at: datetime) -> Officer:
    officer = session.get(Officer, invitation.renews_id)
    if officer is None or officer.closed_at is not None:
        raise InvitationInvalid
    renew_account(session, officer, lock, invitation=invitation, at=at)
    invitation.officer_id = officer.id
    if invitation.post_id is None:
        _settle(invitation, at)
    session.add(invitation)
    session.flush()
    return officer


def list_unconfirmed(session: Session, post_ids: list[str]) -> list[tuple[Officer, Post]]:
    """Return the officers whose digits wait for comparison before they get one of the posts."""
    rows = session.exec(
        select(Officer, Post)
        .join(Invitation, col(Invitation.officer_id) == col(Officer.id))
        .join(Post, col(Post.id) == col(Invitation.post_id))
        .where(col(Invitation.settled_at).is_(None), col(Invitation.post_id).in_(post_ids))
        .order_by(col(Invitation.made_at))
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The digits that an officer read out, as the chief typed them."""

    officer_id: str
    digits: str


def confirm_officer(
    session: Session,
    versions: Sequence[OpenPost],
    confirmation: Confirmation,
    *,
    by: str,
    cost: PassphraseCost,
    at: datetime,
) -> None:
    """Give the post, all versions of its key, to the officer whose digits the chief has heard and typed.

    Raises InvitationInvalid where none waits for this post, DigitsDiffer where the digits are not those of the key.
    """
    query = select(Invitation).where(
        Invitation.officer_id == confirmation.officer_id,
        Invitation.post_id == versions[0].post.id,
        col(Invitation.settled_at).is_(None),
    )
    invitation = session.exec(query.with_for_update()).first()
    officer = session.get(Officer, confirmation.officer_id)
    if invitation is None or officer is None:
        raise InvitationInvalid
    expected = comparison_digits(PublicKey(officer.public_key), cost=cost)
    if "".join(filter(str.isdigit, confirmation.digits)) != expected.replace(" ", ""):
        raise DigitsDiffer
    for row in (invitation, officer):
        check_row(row)
    for opened in versions:
        _give(session, officer, opened, by=by, at=at)
    _settle(invitation, at)
    session.add(invitation)
    session.flush()


def _has_open_way(session: Session, officer_id: str | None, generation: int | None) -> bool:
    """Say whether the account is open and nothing has ended its ways in since; also where no account is named."""
    if officer_id is None:
        return True
    officer = session.get(Officer, officer_id)
    return officer is not None and officer.closed_at is None and officer.generation == generation


def _generation_of(session: Session, officer_id: str | None) -> int | None:
    return None if officer_id is None else session.get_one(Officer, officer_id).generation


def _invite(
    session: Session,
    invitee: Invitee,
    *,
    post: Post | None,
    invited_by: str | None,
    carried: OpenPost | None,
    at: datetime,
) -> Token:
    token = Token.generate()
    session.add(
        Invitation(
            digest=token.digest,
            username=normalise_username(invitee.username),
            display_name=invitee.display_name,
            role=invitee.role,
            post_id=None if post is None else post.id,
            invited_by=invited_by,
            post_key_id=None if carried is None else carried.key.id,
            post_seed_locked=None
            if carried is None
            else lock_seed(carried.seed, key=token.locking_key, context=_context(carried.key.id)),
            made_at=at,
            expires_at=at + VALID_FOR,
            renews_id=invitee.renews_id,
            inviter_generation=_generation_of(session, invited_by),
            renews_generation=_generation_of(session, invitee.renews_id),
        )
    )
    post_id, remark = None if post is None else post.id, invitee.renews_id or ""
    entry = Entry(JournalEvent.INVITED, officer_id=invited_by, post_id=post_id, remark=remark)
    append(session, entry, at=at)
    return token


def _carried_post(session: Session, invitation: Invitation, token: Token) -> OpenPost:
    post = session.get(Post, invitation.post_id)
    key = session.get(PostKey, invitation.post_key_id)
    if post is None or key is None:
        raise InvitationInvalid
    try:
        seed = unlock_seed(invitation.post_seed_locked or b"", key=token.locking_key, context=_context(key.id))
    except Unopenable as error:
        raise InvitationInvalid from error
    return OpenPost(post, key, seed)


def _give(session: Session, officer: Officer, opened: OpenPost, *, by: str, at: datetime) -> None:
    give_post(session, officer, opened, at=at)
    entry = Entry(JournalEvent.POST_GIVEN, officer_id=by, post_id=opened.post.id, remark=officer.id)
    append(session, entry, at=at)


def _settle(invitation: Invitation, at: datetime) -> None:
    # The seed that a link carried is of no more use to anybody.
    invitation.settled_at, invitation.post_seed_locked = at, None


def _context(post_key_id: str) -> Context:
    return bind(Label.INVITATION, post_key_id)
