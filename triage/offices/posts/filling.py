"""Which posts a chief may bring an officer into, and every version of such a post's key, opened."""

from sqlmodel import Session

from triage.ground.errors import TipUnavailable
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import list_held, open_below, open_held
from triage.offices.posts.tables import Post


def may_invite(post: Post, held: set[str]) -> bool:
    """Whether a holder of the posts ``held`` may bring an officer into ``post``.

    The chief into the posts below; the holders of a post that has none above into their own.
    """
    return post.above_id in held or (post.kind != PostKind.RESIDENTIAL and post.id in held)


def get_fillable_post(session: Session, chief: SignedIn, post_id: str) -> Post:
    """Return a post that the chief may bring an officer into. Raises TipUnavailable."""
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
