"""Key errands: what waits for the hand of somebody who can open a post, because somebody else has left it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session

from triage.casework.reseeding import count_former
from triage.custody.requests import Rules
from triage.errors import PostKeyRejected
from triage.posts.overview import PostLine
from triage.posts.renewing import find_unpinned, list_known_to_leavers
from triage.posts.trust import TrustedKeys
from triage.recovery.shares import list_lacking


@dataclass(frozen=True, slots=True)
class KeyErrand:
    """What waits at one post."""

    needs_new_key: bool
    """Somebody who knows its key has left."""
    unpinned: str
    """The root fingerprint of its next key, which waits for the settings; empty where none does."""
    lacks_shares: bool
    """The custodians whom the settings name now could not bring its key back."""
    former_tips: int
    """Open tips whose seeds somebody who left may have."""


def list_key_errands(
    session: Session, lines: Sequence[PostLine], *, trusted: TrustedKeys, rules: Rules
) -> dict[str, KeyErrand]:
    """Return the errands of the posts that the one who looks can open, by the posts' ids."""
    posts = [line.post for line in lines if line.is_open_to_invite]
    known = list_known_to_leavers(session, posts, trusted)
    former = count_former(session, [post.id for post in posts], trusted=trusted)
    lacking = list_lacking(session, posts, rules)
    errands = {}
    for post in posts:
        unpinned = ""
        with suppress(PostKeyRejected):
            unpinned = find_unpinned(session, post, trusted)
        errand = KeyErrand(post.id in known, unpinned, post.id in lacking, former.get(post.id, 0))
        if any((errand.needs_new_key, errand.unpinned, errand.lacks_shares, errand.former_tips)):
            errands[post.id] = errand
    return errands
