"""Another version of a post's key, when a holder of it has left: what comes in from now on, the leaver's copy of
the old key does not open. What it opened before was read already, and stays open to the successors.

A holder of a commune's post knows the keys below it too. A top post's next key is used when the settings pin it: a
signature by the old key proves nothing against a thief of the old key.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from crypto.contexts import Label, bind
from crypto.errors import SignatureRejected
from crypto.keys import PublicKey
from crypto.signing import verify
from triage.ground.errors import MoveRefused, PostKeyRejected
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.posts.create import OpenPost, add_top_version, add_version
from triage.offices.posts.filling import get_fillable_post, open_versions
from triage.offices.posts.holdings import give_post, open_held
from triage.offices.posts.tables import Holding, Post, PostKey
from triage.offices.posts.trust import TrustedKeys, read_current, read_versions, root_fingerprint


def list_known_to_leavers(session: Session, posts: Collection[Post]) -> frozenset[str]:
    """Return those of the posts whose newest key is known to an officer who left: key errands."""
    newest = (
        select(PostKey.post_id, func.max(PostKey.created_at).label("made_at"))
        .where(col(PostKey.post_id).in_([post.id for post in posts]))
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


def find_unpinned(session: Session, post: Post, trusted: TrustedKeys) -> str:
    """Return the root fingerprint of a top post's next key, which waits for the settings; empty where none does.

    Raises PostKeyRejected.
    """
    newest = read_versions(session, post.id)[-1]
    return "" if read_current(session, post.id, trusted).id == newest.id else root_fingerprint(post, newest)


def renew_post_key(session: Session, chief: SignedIn, post_id: str, *, trusted: TrustedKeys, at: datetime) -> None:
    """Make the next version of a post's key, and give it to all who hold the post now.

    Raises TipUnavailable where the post is not the chief's to look after, MoveRefused where the next key of a top post
    waits already, or PostKeyRejected where a stored key, or an officer's, is not what it was when it was confirmed:
    then nothing is given.
    """
    post = get_fillable_post(session, chief, post_id)
    versions = open_versions(session, chief, post)
    holdings = _list_holdings(session, post.id)
    holders = {officer.id: _checked(holding, officer, versions) for holding, officer in holdings}
    made = _make_next(session, chief, post, versions, trusted, at=at)
    for officer in holders.values():
        given = give_post(session, officer, made, at=at)
        # Who only stands in goes on standing in.
        given.is_deputy = all(holding.is_deputy for holding, each in holdings if each.id == officer.id)
        session.add(given)
    append(session, Entry(JournalEvent.POST_KEY_RENEWED, officer_id=chief.id, post_id=post.id), at=at)


def _make_next(
    session: Session, chief: SignedIn, post: Post, versions: list[OpenPost], trusted: TrustedKeys, *, at: datetime
) -> OpenPost:
    number = max(opened.key.version for opened in versions) + 1
    if post.above_id is not None:
        signer = read_current(session, post.above_id, trusted)
        above = _find(open_held(session, chief.id, chief.seed, post_id=post.above_id), signer)
        return add_version(session, above, post, version=number, at=at)
    if find_unpinned(session, post, trusted):
        raise MoveRefused
    return add_top_version(session, _find(versions, read_current(session, post.id, trusted)), version=number, at=at)


def _find(versions: list[OpenPost], key: PostKey) -> OpenPost:
    """Return the version of that key. Raises PostKeyRejected where the officer does not have it."""
    for opened in versions:
        if opened.key.id == key.id:
            return opened
    raise PostKeyRejected


def _list_holdings(session: Session, post_id: str) -> list[tuple[Holding, Officer]]:
    query = (
        select(Holding, Officer)
        .join(Officer, col(Officer.id) == col(Holding.officer_id))
        .where(Holding.post_id == post_id, col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
    )
    return list(session.exec(query))


def _checked(holding: Holding, officer: Officer, versions: list[OpenPost]) -> Officer:
    """Return the officer, whose key is the one that a holder compared: the post's old key has signed it."""
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
