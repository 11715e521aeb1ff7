"""``homthu areas``, ``homthu posts`` and ``homthu officers``: what has no page yet, for whoever runs the machine."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

import click
from sqlmodel import Session, col, select

from api.commands.faults import load_settings
from api.database import Database, open_database
from api.settings import Settings
from intake.areas.change import NewArea, add_area, add_name, close_area, rename_area, reopen_area
from intake.areas.kinds import RESIDENTIAL_KINDS
from intake.areas.tables import AreaId
from intake.areas.tree import load_tree
from intake.errors import AreaUnfit
from triage.errors import OfficerUnknown, PostKeyRejected
from triage.journal.append import Entry, append
from triage.officers.accounts import normalise_username
from triage.officers.closing import close_account
from triage.officers.invitations import Invitee, invite, invite_again
from triage.officers.tables import Officer
from triage.posts.holdings import list_holders
from triage.posts.renewing import find_unpinned
from triage.posts.tables import Post
from triage.posts.trust import TrustedKeys
from triage.vocabulary import JournalEvent, OfficerRole


@contextmanager
def _open() -> Iterator[tuple[Settings, Database]]:
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        yield settings, database


@click.group()
def areas() -> None:
    """The locality's areas."""


@areas.command(name="list")
def list_areas() -> None:
    """Print each area that has a box, with the box's URL, for posters and notice boards."""
    with _open() as (settings, database), database.reading() as session:
        tree = load_tree(session)
        for commune in tree.communes():
            for node in (commune, *tree.with_box_under(commune.id)):
                click.echo(f"{node.id}\t{tree.address(node.id)}\t{settings.public_url}/b/{node.box}")


@areas.command(name="add")
@click.argument("kind", type=click.Choice(sorted(kind.value for kind in RESIDENTIAL_KINDS)))
@click.argument("name")
@click.option("--in", "parent_id", required=True, help="The id of the commune, or of an area in it.")
def add(kind: str, name: str, parent_id: str) -> None:
    """Add a residential area with a box of its own; the commune's chief then makes its post."""
    area_id = _change_area("add", lambda session: add_area(session, NewArea(kind, name, parent_id), at=_now()))
    click.echo(area_id)


@areas.command(name="name")
@click.argument("area_id")
@click.argument("name")
def name_area(area_id: str, name: str) -> None:
    """Add a name by which people call an area too."""
    _change_area("name", lambda session: add_name(session, area_id, name), area_id)


@areas.command(name="rename")
@click.argument("area_id")
@click.argument("name")
def rename(area_id: str, name: str) -> None:
    """Give an area another official name; the old one is still understood."""
    _change_area("rename", lambda session: rename_area(session, area_id, name, at=_now()), area_id)


@areas.command(name="close")
@click.argument("area_id")
def close_one(area_id: str) -> None:
    """Let nobody choose an area any more; its old posters still take tips."""
    _change_area("close", lambda session: close_area(session, area_id, at=_now()), area_id)


@areas.command(name="reopen")
@click.argument("area_id")
def reopen(area_id: str) -> None:
    """Let people choose a closed area again."""
    _change_area("reopen", lambda session: reopen_area(session, area_id), area_id)


def _change_area(what: str, change: Callable[[Session], AreaId | None], area_id: str = "") -> str:
    with _open() as (_settings, database), database.writing() as session:
        try:
            changed = change(session) or area_id
        except AreaUnfit as error:
            message = f"{error}. Nothing was changed."
            raise click.ClickException(message) from None
        append(session, Entry(JournalEvent.AREA_CHANGED, remark=f"{what} {changed}"), at=_now())
        session.commit()
    return changed


def _now() -> datetime:
    return datetime.now(UTC)


@click.group()
def posts() -> None:
    """The posts."""


@posts.command(name="list")
def list_posts() -> None:
    """Print each post with its holders, or that it is vacant, and which next key waits for the settings."""
    with _open() as (settings, database), database.reading() as session:
        tree, trusted = load_tree(session), TrustedKeys(settings.trusted_posts)
        for post in session.exec(select(Post).order_by(col(Post.kind), col(Post.area_id))):
            holders = ", ".join(officer.username for officer in list_holders(session, post.id)) or "vacant"
            waits = _describe_next_key(session, post, trusted)
            click.echo(f"{post.kind}\t{tree.address_or_blank(post.area_id)}\t{holders}{waits}")


def _describe_next_key(session: Session, post: Post, trusted: TrustedKeys) -> str:
    try:
        unpinned = find_unpinned(session, post, trusted)
    except PostKeyRejected:
        return "\tkey not trusted"
    return f"\tnext key, compare it with a holder, then add it to HOMTHU_TRUSTED_POSTS: {unpinned}" if unpinned else ""


@click.group()
def officers() -> None:
    """The accounts."""


@officers.command(name="list")
def list_officers() -> None:
    """Print each account: its user name, its name, what it is for, and whether it is closed."""
    with _open() as (_settings, database), database.reading() as session:
        for officer in session.exec(select(Officer).order_by(col(Officer.username))):
            state = "closed" if officer.closed_at else "open"
            click.echo(f"{officer.username}\t{officer.display_name}\t{officer.role}\t{state}")


@officers.command(name="invite")
@click.argument("username")
@click.argument("name")
def invite_officer(username: str, name: str) -> None:
    """Print a link for an officer without a post: to ask the custodians for one that nobody can open any more."""
    with _open() as (settings, database), database.writing() as session:
        token = invite(session, Invitee(username, name), post=None, invited_by=None, at=datetime.now(UTC))
        session.commit()
    click.echo(f"{settings.public_url}/officer/invitations/{token.reveal()}")


@officers.command()
@click.argument("username")
def close(username: str) -> None:
    """Close an account at once: it signs in no more, its sessions end, its posts are given back."""
    with _open() as (_settings, database), database.writing() as session:
        _close(session, username)
        session.commit()
    click.echo(f"{username} is closed. Whoever held a post alone leaves it vacant: homthu posts list")


@officers.command()
@click.argument("username")
def renew(username: str) -> None:
    """Print a link with which an administrator who has lost the passphrase makes another key. For nobody else."""
    with _open() as (settings, database), database.writing() as session:
        name = normalise_username(username)
        officer = session.exec(
            select(Officer).where(Officer.username == name, col(Officer.closed_at).is_(None))
        ).first()
        if officer is None or officer.role != OfficerRole.ADMINISTRATOR:
            message = f"{username} is no administrator's open account. An officer's chief makes such a link."
            raise click.ClickException(message)
        token = invite_again(session, officer, post=None, invited_by=None, at=datetime.now(UTC))
        session.commit()
    click.echo(f"{settings.public_url}/officer/invitations/{token.reveal()}")


def _close(session: Session, username: str) -> None:
    try:
        close_account(session, username, at=datetime.now(UTC))
    except OfficerUnknown:
        message = f"No open account is called {username}. Nothing was changed."
        raise click.ClickException(message) from None
