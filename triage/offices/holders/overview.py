"""Posts with their holders, for those who look after them."""

from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.holders.invitations import list_unconfirmed
from triage.offices.posts.filling import may_invite
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Holding, Post


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post, who holds it, and whose digits wait for comparison."""

    post: Post
    holders: tuple[Officer, ...]
    unconfirmed: tuple[Officer, ...]
    is_open_to_invite: bool
    """Whether the one who looks may invite an officer to it."""


def list_posts(session: Session, signed_in: SignedIn) -> list[PostLine]:
    """Return the posts that the officer looks after; all of them for an administrator.

    The inspectorate's post is shown to its holders and to administrators only.
    """
    held = {post.id for post in list_held(session, signed_in.id)}
    query = select(Post).order_by(col(Post.kind), col(Post.area_id))
    if not signed_in.is_administrator:
        query = query.where(or_(col(Post.id).in_(held), col(Post.above_id).in_(held)))
    posts = list(session.exec(query))
    ids = [post.id for post in posts]
    waiting = list_unconfirmed(session, ids)
    holders = _holders(session, ids)
    return [
        PostLine(
            post=post,
            holders=tuple(holders.get(post.id, ())),
            unconfirmed=tuple(officer for officer, wanted in waiting if wanted.id == post.id),
            is_open_to_invite=not signed_in.is_administrator and may_invite(post, held),
        )
        for post in posts
    ]


def _holders(session: Session, post_ids: list[str]) -> dict[str, list[Officer]]:
    rows = session.exec(
        select(Holding.post_id, Officer)
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .where(col(Holding.post_id).in_(post_ids), col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
        .order_by(col(Officer.display_name))
    )
    found: dict[str, list[Officer]] = {}
    for post_id, officer in rows:
        if officer not in found.setdefault(post_id, []):
            found[post_id].append(officer)
    return found
