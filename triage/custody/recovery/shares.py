"""The shares of top posts' keys: made by a holder who has the key open, for the custodians whom the settings name."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, col, delete, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Key, PublicKey, Seed
from crypto.sealing import open_sealed, seal
from crypto.shares import join_enough, split
from triage.custody.recovery.tables import PostRecoveryShare
from triage.custody.requests.requests import Rules
from triage.ground.errors import TipUnavailable
from triage.ground.insertion import insert_all
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import OpenPost
from triage.offices.posts.holdings import open_held
from triage.offices.posts.tables import Post, PostKey


def keep_shares(session: Session, opened: OpenPost, custodians: Mapping[str, PublicKey], *, needed: int) -> None:
    """Split the post's key among the custodians, in the place of what they had of it."""
    key_id = opened.key.id
    session.exec(delete(PostRecoveryShare).where(col(PostRecoveryShare.post_key_id) == key_id))
    shares = split(opened.seed.as_key(), needed=needed, of=len(custodians))
    rows = [
        {
            "post_key_id": key_id,
            "custodian": fingerprint,
            "sealed": seal(share, to=public_key, context=_context(key_id, fingerprint)),
        }
        for (fingerprint, public_key), share in zip(custodians.items(), shares, strict=True)
    ]
    insert_all(session, PostRecoveryShare, rows)


def list_lacking(session: Session, posts: Collection[Post], rules: Rules) -> frozenset[str]:
    """Return those of the top posts of which the present custodians cannot bring every key back."""
    tops = [post.id for post in posts if post.above_id is None]
    kept: dict[str, set[str]] = {}
    for key_id, custodian in session.exec(
        select(PostRecoveryShare.post_key_id, PostRecoveryShare.custodian)
        .join(PostKey, col(PostKey.id) == col(PostRecoveryShare.post_key_id))
        .where(col(PostKey.post_id).in_(tops))
    ):
        kept.setdefault(key_id, set()).add(custodian)
    keys = session.exec(select(PostKey.post_id, PostKey.id).where(col(PostKey.post_id).in_(tops)))
    return frozenset(post_id for post_id, key_id in keys if kept.get(key_id, set()) != set(rules.custodians))


def renew_shares(session: Session, officer: SignedIn, post_id: str, *, rules: Rules, at: datetime) -> None:
    """Split every version of a top post's key anew, in a holder's session. Raises TipUnavailable for anybody else."""
    opened = open_held(session, officer.id, officer.seed, post_id=post_id)
    if not opened or opened[0].post.above_id is not None:
        raise TipUnavailable
    for version in opened:
        keep_shares(session, version, rules.custodians, needed=rules.needed)
    append(session, Entry(JournalEvent.RECOVERY_KEPT, officer_id=officer.id, post_id=post_id), at=at)


def list_shares_of(session: Session, post_id: str, custodian: str) -> dict[str, bytes]:
    """Return the custodian's shares of a post, by the ids of its keys."""
    query = (
        select(PostRecoveryShare)
        .join(PostKey, col(PostKey.id) == col(PostRecoveryShare.post_key_id))
        .where(PostKey.post_id == post_id, PostRecoveryShare.custodian == custodian)
    )
    return {row.post_key_id: row.sealed for row in session.exec(query)}


def reseal_share(sealed: bytes, *, seed: Seed, to: PublicKey, recovery_id: str, key_id: str, transcript: str) -> bytes:
    """Open a share with the custodian's own key, and seal it to the asker. Raises crypto.errors.Unopenable."""
    fingerprint = seed.public_key.fingerprint
    share = open_sealed(sealed, seed=seed, context=_context(key_id, fingerprint))
    return seal(share, to=to, context=_recovered_context(recovery_id, fingerprint, key_id, transcript))


def open_resealed(
    resealed: bytes, *, seed: Seed, recovery_id: str, custodian: str, key_id: str, transcript: str
) -> bytes:
    """Return the share, with the asker's key. Raises crypto.errors.Unopenable."""
    return open_sealed(resealed, seed=seed, context=_recovered_context(recovery_id, custodian, key_id, transcript))


def join_seed(shares: list[bytes], key: PostKey) -> Seed:
    """Return the key's seed. Raises crypto.errors.SharesRejected where the shares do not join to it."""

    def check(joined: Key) -> Seed:
        seed = Seed(joined.reveal())
        if seed.public_key.raw != key.public_key:
            raise Unopenable
        return seed

    return join_enough(shares, check)


def _context(key_id: str, custodian: str) -> Context:
    return bind(Label.POST_RECOVERY_SHARE, key_id, custodian)


def _recovered_context(recovery_id: str, custodian: str, key_id: str, transcript: str) -> Context:
    return bind(Label.RECOVERED_SHARE, recovery_id, custodian, key_id, *([transcript] if transcript else []))
