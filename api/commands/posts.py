"""``homthu posts``: the posts, and the one of a commune that was added.

A first holder's link carries the post's key, so it has no page: a thief of it could take the post. The operator
founded the other posts in the same way.
"""

from datetime import UTC, datetime

import click
from sqlmodel import Session, col, select

from api.commands.opening import open_installation
from api.installing.locality import found_top_post
from intake.areas.kinds import COMMUNE_KINDS
from intake.areas.tables import AreaId
from intake.areas.tree import load_tree
from triage.ground.errors import PostKeyRejected
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.holders.invitations import VALID_FOR, Invitee, invite_first_holder
from triage.offices.posts.holdings import list_holders
from triage.offices.posts.renewing import find_unpinned
from triage.offices.posts.tables import Post
from triage.offices.posts.trust import TrustedKeys, root_fingerprint


@click.group()
def posts() -> None:
    """The posts."""


@posts.command(name="list")
def list_posts() -> None:
    """Print each post with its holders, or that it is vacant, and which next key waits for the settings."""
    with open_installation() as (settings, database), database.reading() as session:
        tree, trusted = load_tree(session), TrustedKeys(settings.trusted_posts)
        for post in session.exec(select(Post).order_by(col(Post.kind), col(Post.area_id))):
            holders = ", ".join(officer.username for officer in list_holders(session, post.id)) or "vacant"
            address, waits = tree.address_or_blank(post.area_id), _describe_next_key(session, post, trusted)
            click.echo(f"{name_post(post)}\t{post.kind}\t{address}\t{holders}{waits}")


@posts.command()
@click.argument("area_id")
@click.argument("username")
@click.argument("name")
def create(area_id: str, username: str, name: str) -> None:
    """Make the post of a commune that has none, and print a link for its chief.

    Until the settings name the post's key, no tip is sealed to it, and the duty desk goes on taking the commune's.
    """
    with open_installation() as (settings, database), database.writing() as session:
        tree, at = load_tree(session), datetime.now(UTC)
        node = tree.nodes.get(AreaId(area_id))
        if node is None or node.kind not in COMMUNE_KINDS:
            _refuse(f"{area_id} is no commune; see homthu areas list, and add one by homthu areas add.")
        if find_post(session, area_id) is not None:
            _refuse(f"{area_id} has a post; where it cannot be opened, the custodians bring it back.")
        opened = found_top_post(session, PostKind.COMMUNE, AreaId(area_id), settings.custody, at=at)
        append(session, Entry(JournalEvent.POST_CREATED, post_id=opened.post.id), at=at)
        token = invite_first_holder(session, Invitee(username, name), opened, at=at)
        session.commit()
        fingerprint = root_fingerprint(opened.post, opened.key)
    click.echo(f"Add to HOMTHU_TRUSTED_POSTS, for the web and the worker, and start both again:\n  {fingerprint}")
    click.echo(f"One link, good once, for {VALID_FOR.days} days. Hand it to {name} in person:")
    click.echo(f"  {settings.public_url}/officer/invitations/{token.reveal()}")


def name_post(post: Post) -> str:
    """Return by what commands name a post: its area's id, or its kind where it has no area."""
    return post.area_id or post.kind


def find_post(session: Session, name: str) -> Post | None:
    """Return the post of that name."""
    return next((post for post in session.exec(select(Post)) if name_post(post) == name), None)


def _refuse(why: str) -> None:
    message = f"{why} Nothing was made."
    raise click.ClickException(message)


def _describe_next_key(session: Session, post: Post, trusted: TrustedKeys) -> str:
    try:
        unpinned = find_unpinned(session, post, trusted)
    except PostKeyRejected:
        return "\tkey not trusted"
    return f"\tnext key, compare it with a holder, then add it to HOMTHU_TRUSTED_POSTS: {unpinned}" if unpinned else ""
