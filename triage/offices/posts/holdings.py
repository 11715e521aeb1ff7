"""Who holds which post: giving a post to an officer, and opening the posts that an officer holds."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import PublicKey, Seed
from crypto.sealing import open_seed, seal_seed
from crypto.signing import sign
from triage.ground.errors import RowForged, TipDamaged
from triage.ground.ids import new_id
from triage.ground.row_proofs import check_row
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.tables import Officer
from triage.offices.posts.create import OpenPost, open_from_above
from triage.offices.posts.tables import Holding, Post, PostKey


def give_post(session: Session, officer: Officer, opened: OpenPost, *, at: datetime) -> Holding:
    """Seal the post's seed to the officer and endorse the officer's key under the post's.

    Call it only where a holder has compared the officer's digits, or where the officer came by the post's own link.
    Who held the post before, under another key or until some day, holds it again.
    """
    query = select(Holding).where(Holding.officer_id == officer.id, Holding.post_key_id == opened.key.id)
    sealed = seal_seed(
        opened.seed, to=PublicKey(officer.public_key), context=_holding_context(officer.id, opened.key.id)
    )
    endorsement = sign(
        officer.public_key, seed=opened.seed, context=bind(Label.OFFICER_ENDORSEMENT, officer.id, opened.key.id)
    )
    holding = session.exec(query).first()
    if holding is None:
        holding = Holding(
            id=new_id(),
            officer_id=officer.id,
            post_id=opened.post.id,
            post_key_id=opened.key.id,
            seed_sealed=sealed,
            endorsement=endorsement,
            since=at,
        )
    holding.seed_sealed, holding.endorsement = sealed, endorsement
    holding.since, holding.until = at, None
    session.add(holding)
    session.flush()
    return holding


def end_holdings(session: Session, officer_id: str, *, at: datetime, deputy_at: str | None = None) -> None:
    """End what the officer holds; with ``deputy_at``, only standing in at that post. Raises RowForged."""
    query = select(Holding).where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
    if deputy_at is not None:
        query = query.where(Holding.post_id == deputy_at, col(Holding.is_deputy))
    for holding in session.exec(query):
        holding.until = at
        session.add(holding)
    session.flush()


def check_held(session: Session, officer_id: str) -> None:
    """Return quietly where an officer's holdings and posts stand as this service stored them. Raises RowForged."""
    query = (
        select(Holding, Post)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
    )
    try:
        for holding, post in session.exec(query):
            check_row(holding)
            check_row(post)
    except RowForged as error:
        raise RowForged(error.table, officer_id) from None


def list_held(session: Session, officer_id: str) -> list[Post]:
    """Return the posts that the officer holds now."""
    return list(
        session.exec(
            select(Post)
            .join(Holding, col(Holding.post_id) == col(Post.id))
            .where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
            .order_by(col(Post.kind), col(Post.id))
        )
    )


def list_led(session: Session, officer_id: str) -> list[Post]:
    """Return the communes' posts that the officer holds: of those communes the officer is chief."""
    return [post for post in list_held(session, officer_id) if post.kind == PostKind.COMMUNE]


def holds_desk(session: Session, officer_id: str) -> bool:
    """Say whether the officer holds the duty desk."""
    return any(post.kind == PostKind.DUTY_DESK for post in list_held(session, officer_id))


def list_holders(session: Session, post_id: str) -> list[Officer]:
    """Return the officers with open accounts who hold the post now."""
    return list(
        session.exec(
            select(Officer)
            .join(Holding, col(Holding.officer_id) == col(Officer.id))
            .where(Holding.post_id == post_id, col(Holding.until).is_(None), col(Officer.closed_at).is_(None))
            .order_by(col(Officer.display_name))
        )
    )


def open_held(session: Session, officer_id: str, seed: Seed, *, post_id: str | None = None) -> list[OpenPost]:
    """Open every version of every post that the officer holds, or of one of them.

    Raises TipDamaged where a row was moved or altered: a holding that does not open is never passed over in silence.
    """
    query = (
        select(Holding, Post, PostKey)
        .join(Post, col(Post.id) == col(Holding.post_id))
        .join(PostKey, col(PostKey.id) == col(Holding.post_key_id))
        .where(Holding.officer_id == officer_id, col(Holding.until).is_(None))
    )
    if post_id is not None:
        query = query.where(Holding.post_id == post_id)
    return [_open(holding, post, key, seed) for holding, post, key in session.exec(query)]


def open_below(session: Session, above: Sequence[OpenPost], *, post_id: str) -> list[OpenPost]:
    """Open every version of a residential post under one of the communes' posts given. Raises PostKeyRejected."""
    communes = {opened.key.id: opened for opened in above if opened.post.kind == PostKind.COMMUNE}
    rows = session.exec(
        select(Post, PostKey)
        .join(PostKey, col(PostKey.post_id) == col(Post.id))
        .where(Post.id == post_id, col(PostKey.signer_id).in_(communes))
    )
    return [open_from_above(communes[key.signer_id or ""], post, key) for post, key in rows]


def _open(holding: Holding, post: Post, key: PostKey, officer_seed: Seed) -> OpenPost:
    try:
        context = _holding_context(holding.officer_id, key.id)
        seed = open_seed(holding.seed_sealed, seed=officer_seed, context=context)
    except Unopenable as error:
        raise TipDamaged from error
    if seed.public_key.raw != key.public_key:
        raise TipDamaged
    return OpenPost(post, key, seed)


def _holding_context(officer_id: str, post_key_id: str) -> Context:
    return bind(Label.HOLDING, officer_id, post_key_id)
