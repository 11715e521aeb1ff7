"""Key errands: what waits for the hand of a holder who can open a post, because another has left it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session

from triage.custody.recovery.shares import list_lacking
from triage.custody.requests.requests import Rules
from triage.desk.key_errands.reseeding import count_former
from triage.ground.errors import PostKeyRejected
from triage.offices.holders.overview import PostLine
from triage.offices.posts.renewing import list_known_to_leavers
from triage.offices.posts.tables import Post, PostKey
from triage.offices.posts.trust import TrustedKeys, find_current, list_versions, root_fingerprint


@dataclass(frozen=True, slots=True)
class KeyErrand:
    """What waits at one post."""

    needs_new_key: bool
    """An officer who knows its key has left."""
    unpinned: str
    """The root fingerprint of its next key, which waits for the settings; empty where none does."""
    lacks_shares: bool
    """The custodians whom the settings name now could not bring its key back."""
    former_tips: int
    """Open tips whose seeds an officer who left may have."""


def list_key_errands(
    session: Session, lines: Sequence[PostLine], *, trusted: TrustedKeys, rules: Rules
) -> dict[str, KeyErrand]:
    """Return the errands of the posts that the one who looks can open, by the posts' ids."""
    posts = [line.post for line in lines if line.is_open_to_invite]
    versions, current = _read_keys(session, posts, trusted)
    known = list_known_to_leavers(session, posts)
    former = count_former(session, [post.id for post in posts], [key.id for key in current.values()])
    lacking = list_lacking(session, posts, rules)
    errands = {}
    for post in posts:
        newest, used = versions[post.id][-1], current.get(post.id)
        is_waiting = post.above_id is None and used is not None and used.id != newest.id
        # Signed by, and sealed to, a key above that has a successor.
        above = current.get(post.above_id or "")
        is_under_former = above is not None and newest.signer_id != above.id
        errand = KeyErrand(
            post.id in known or is_under_former,
            root_fingerprint(post, newest) if is_waiting else "",
            post.id in lacking,
            former.get(post.id, 0),
        )
        if any((errand.needs_new_key, errand.unpinned, errand.lacks_shares, errand.former_tips)):
            errands[post.id] = errand
    return errands


def _read_keys(
    session: Session, posts: Sequence[Post], trusted: TrustedKeys
) -> tuple[dict[str, list[PostKey]], dict[str, PostKey]]:
    """Return every version of the posts' keys and of those above them, and the version of each that is used now.

    A key that a forger put there is not used; that is told where it is met.
    """
    ids = {post.id for post in posts} | {post.above_id for post in posts if post.above_id}
    versions, current = list_versions(session, ids), {}
    for post_id in ids:
        with suppress(PostKeyRejected):
            current[post_id] = find_current(session, session.get_one(Post, post_id), versions[post_id], trusted)
    return versions, current
