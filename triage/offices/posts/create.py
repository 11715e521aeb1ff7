"""Making posts and their keys."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.sealing import open_seed, seal_seed
from crypto.signing import sign
from intake.areas.tables import AreaId
from triage.ground.errors import PostKeyRejected
from triage.ground.ids import new_id
from triage.ground.vocabulary import PostKind
from triage.offices.posts.tables import Post, PostKey
from triage.offices.posts.trust import key_statement, succession_context


@dataclass(frozen=True, slots=True)
class OpenPost:
    """A post whose seed is at hand: just made, or opened by a holder."""

    post: Post
    key: PostKey
    seed: Seed


def create_top_post(session: Session, kind: PostKind, area_id: AreaId | None, *, at: datetime) -> OpenPost:
    """Make a post that no other stands above. Its root fingerprint must be pinned in the settings before it is used."""
    post = Post(id=new_id(), kind=kind, area_id=area_id, created_at=at)
    seed = Seed.generate()
    key = PostKey(id=new_id(), post_id=post.id, version=1, public_key=seed.public_key.raw, created_at=at)
    _store(session, post, key)
    return OpenPost(post, key, seed)


def create_residential_post(session: Session, above: OpenPost, area_id: AreaId, *, at: datetime) -> OpenPost:
    """Make the post of a residential area: its key signed by the commune's post, its seed sealed to it."""
    post = Post(id=new_id(), kind=PostKind.RESIDENTIAL, area_id=area_id, above_id=above.post.id, created_at=at)
    session.add(post)
    session.flush()
    return add_version(session, above, post, version=1, at=at)


def add_version(session: Session, above: OpenPost, post: Post, *, version: int, at: datetime) -> OpenPost:
    """Make a key for a residential post: signed by the commune's post, and sealed to it."""
    seed = Seed.generate()
    key = PostKey(
        id=new_id(),
        post_id=post.id,
        version=version,
        public_key=seed.public_key.raw,
        signer_id=above.key.id,
        created_at=at,
    )
    key.signature = sign(key_statement(post, key), seed=above.seed, context=bind(Label.POST_KEY, post.id))
    key.seed_sealed_above = seal_seed(seed, to=above.seed.public_key, context=_above_context(key))
    session.add(key)
    session.flush()
    return OpenPost(post, key, seed)


def add_top_version(session: Session, former: OpenPost, *, version: int, at: datetime) -> OpenPost:
    """Make another key for a post that no other stands above, signed by the former one.

    The signature tells a holder's version from a forger's. It does not make it trusted, because who left has the
    former key: that the settings pin its root fingerprint does.
    """
    post, seed = former.post, Seed.generate()
    key = PostKey(id=new_id(), post_id=post.id, version=version, public_key=seed.public_key.raw, created_at=at)
    key.signature = sign(key_statement(post, key), seed=former.seed, context=succession_context(post))
    session.add(key)
    session.flush()
    return OpenPost(post, key, seed)


def open_from_above(above: OpenPost, post: Post, key: PostKey) -> OpenPost:
    """Open a residential post with its commune's key. Raises PostKeyRejected where the row was moved or altered."""
    try:
        seed = open_seed(key.seed_sealed_above or b"", seed=above.seed, context=_above_context(key))
    except Unopenable as error:
        raise PostKeyRejected from error
    # Anybody can seal to a public key: the seed must be this key's own.
    if seed.public_key.raw != key.public_key:
        raise PostKeyRejected
    return OpenPost(post, key, seed)


def _above_context(key: PostKey) -> Context:
    return bind(Label.POST_KEY_SEED, key.id, key.signer_id or "-")


def _store(session: Session, post: Post, key: PostKey) -> None:
    session.add(post)
    session.flush()
    session.add(key)
    session.flush()
