"""What an installation lacks before it may take tips."""

from sqlmodel import Session, select

from triage.ground.errors import PostKeyRejected
from triage.ground.vocabulary import PostKind
from triage.offices.posts.holdings import list_holders
from triage.offices.posts.tables import Post
from triage.offices.posts.trust import TrustedKeys, read_current

_FEWEST_HOLDERS = 2


def find_gaps(session: Session, trusted: TrustedKeys) -> list[str]:
    """Return what is missing, in words for an administrator; nothing where all is there.

    Two people must hold the duty desk, and two the inspectorate: with one, a single lost passphrase loses tips.
    """
    gaps: list[str] = []
    for kind in (PostKind.DUTY_DESK, PostKind.INSPECTORATE):
        posts = list(session.exec(select(Post).where(Post.kind == kind)))
        if not any(len(list_holders(session, post.id)) >= _FEWEST_HOLDERS for post in posts):
            gaps.append(f"{kind}: two holders")
    for post in session.exec(select(Post).where(Post.kind != PostKind.RESIDENTIAL)):
        try:
            read_current(session, post.id, trusted)
        except PostKeyRejected:
            gaps.append(f"{post.kind}: trusted key")
    return gaps
