"""Another version of a post's key, when somebody who held it has left: what comes in from now on, the leaver's copy of
the old key does not open. What it opened before was read already, and stays open to the successors.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from triage.errors import PostKeyRejected, TipUnavailable
from triage.journal.append import Entry, append
from triage.officers.sessions import SignedIn
from triage.officers.tables import Officer
from triage.posts.create import OpenPost, add_version
from triage.posts.holdings import give_post, list_held, open_below, open_held
from triage.posts.tables import Holding, Post, PostKey
from triage.vocabulary import JournalEvent


def list_left(session: Session, post_ids: Collection[str]) -> frozenset[str]:
    """Return those of the posts whose newest key is known to somebody whose account was closed since: key errands."""
    newest = (
        select(PostKey.post_id, func.max(PostKey.created_at).label("made_at"))
        .where(col(PostKey.post_id).in_(post_ids))
        .group_by(col(PostKey.post_id))
        .subquery()
    )
    query = (
        select(Holding.post_id)
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .join(newest, newest.c.post_id == col(Holding.post_id))
        .where(col(Officer.closed_at).is_not(None), col(Holding.until) >= newest.c.made_at)
        .distinct()
    )
    return frozenset(session.exec(query))


def renew_post_key(session: Session, chief: SignedIn, post_id: str, *, at: datetime) -> None:
    """Make the next version of a residential post's key, and give it to all who hold the post now.

    Raises TipUnavailable where the post is not below one of the chief's, or PostKeyRejected where a stored key, or an
    officer's, is not what it was when it was confirmed: then nothing is given.
    """
    post = session.get(Post, post_id)
    if post is None or post.above_id not in {held.id for held in list_held(session, chief.id)}:
        raise TipUnavailable
    own = open_held(session, chief.id, chief.seed)
    versions = open_below(session, own, post_id=post.id)
    above = max((opened for opened in own if opened.post.id == post.above_id), key=lambda opened: opened.key.version)
    holders = [_checked(holding, officer, versions) for holding, officer in _list_holdings(session, post.id)]
    made = add_version(session, above, post, version=max(opened.key.version for opened in versions) + 1, at=at)
    for officer in {officer.id: officer for officer in holders}.values():
        give_post(session, officer, made, at=at)
    append(session, Entry(JournalEvent.POST_KEY_RENEWED, officer_id=chief.id, post_id=post.id), at=at)


def _list_holdings(session: Session, post_id: str) -> list[tuple[Holding, Officer]]:
    query = (
        select(Holding, Officer)
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .where(Holding.post_id == post_id, col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
    )
    return list(session.exec(query))


def _checked(holding: Holding, officer: Officer, versions: list[OpenPost]) -> Officer:
    """Return the officer, whose key is the one that somebody compared: the post's old key has signed it."""
    signer: PublicKey | None = next(
        (opened.seed.public_key for opened in versions if opened.key.id == holding.post_key_id), None
    )
    if signer is None:
        raise PostKeyRejected
    context = bind(Label.OFFICER_ENDORSEMENT, officer.id, holding.post_key_id)
    try:
        verify(holding.endorsement, officer.public_key, signer=signer, context=context)
    except SignatureRejected as error:
        raise PostKeyRejected from error
    return officer
