"""Deputies: officers of other posts who stand in while no holder of the post is there.

A deputy gets the post's key like any holder. Only one whose own key the chief has confirmed can be one: each of
the officer's posts has endorsed that key, and the endorsement is checked before anything is sealed to it.
"""

from datetime import datetime

from sqlmodel import Session, col, delete, select

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.signing import verify
from triage.ground.errors import MoveRefused, PostKeyRejected
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.posts.filling import get_fillable_post, open_versions
from triage.offices.posts.holdings import end_holdings, give_post, list_holders
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.offices.posts.trust import TrustedKeys


def list_deputies(session: Session, post_id: str) -> list[Officer]:
    """Return who stands in at the post."""
    query = (
        select(Officer)
        .join(Holding, col(Holding.officer_id) == col(Officer.id))
        .where(
            Holding.post_id == post_id,
            col(Holding.until).is_(None),
            col(Holding.is_deputy),
            col(Officer.closed_at).is_(None),
        )
        .distinct()
        .order_by(col(Officer.display_name))
    )
    return list(session.exec(query))


def list_possible(session: Session, post: Post) -> list[Officer]:
    """Return who could stand in at a residential post: those of the commune's other posts, and its chief."""
    near = select(Post.id).where(
        (col(Post.above_id) == post.above_id) | (col(Post.id) == post.above_id), col(Post.id) != post.id
    )
    query = (
        select(Officer)
        .join(Holding, col(Holding.officer_id) == col(Officer.id))
        .where(col(Holding.post_id).in_(near), col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
        .distinct()
        .order_by(col(Officer.display_name))
    )
    there = {holder.id for holder in list_holders(session, post.id)}
    return [officer for officer in session.exec(query) if officer.id not in there]


def name_deputy(
    session: Session, chief: SignedIn, post_id: str, officer_id: str, *, trusted: TrustedKeys, at: datetime
) -> None:
    """Let an officer stand in at a residential post of the chief's.

    Raises TipUnavailable where the post is not the chief's to fill, MoveRefused for an officer who cannot stand in,
    PostKeyRejected where a stored key was altered.
    """
    post = get_fillable_post(session, chief, post_id)
    officer = next((each for each in list_possible(session, post) if each.id == officer_id), None)
    if post.kind != PostKind.RESIDENTIAL or officer is None or not _is_endorsed(session, officer, trusted):
        raise MoveRefused
    # A row of an earlier time would stand in the way; that time is in the journal.
    session.exec(
        delete(Holding).where(
            col(Holding.post_id) == post.id, col(Holding.officer_id) == officer.id, col(Holding.until).is_not(None)
        )
    )
    for opened in open_versions(session, chief, post):
        holding = give_post(session, officer, opened, at=at)
        holding.is_deputy = True
        session.add(holding)
    append(session, Entry(JournalEvent.DEPUTY_NAMED, officer_id=chief.id, post_id=post_id, remark=officer_id), at=at)


def end_deputy(session: Session, chief: SignedIn, post_id: str, officer_id: str, *, at: datetime) -> None:
    """Let the officer stand in no more. Raises TipUnavailable."""
    post = get_fillable_post(session, chief, post_id)
    end_holdings(session, officer_id, at=at, deputy_at=post.id)
    append(session, Entry(JournalEvent.DEPUTY_ENDED, officer_id=chief.id, post_id=post_id, remark=officer_id), at=at)


def _is_endorsed(session: Session, officer: Officer, trusted: TrustedKeys) -> bool:
    """Say whether a post that can be trusted signed this officer's key as it stands in the database now."""
    rows = session.exec(
        select(Holding, Post, PostKey)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(PostKey, col(PostKey.id) == col(Holding.post_key_id))
        .where(Holding.officer_id == officer.id, col(Holding.until).is_(None))
    )
    for holding, post, key in rows:
        try:
            signer = trusted.check(session, post, key)
            context = bind(Label.OFFICER_ENDORSEMENT, officer.id, key.id)
            verify(holding.endorsement, officer.public_key, signer=signer, context=context)
        except (PostKeyRejected, SignatureRejected):
            continue
        return True
    return False
