"""``homthu officers``: the accounts."""

from datetime import UTC, datetime

import click
from sqlmodel import Session, col, select

from api.commands.opening import open_installation
from triage.ground.errors import OfficerUnknown
from triage.ground.vocabulary import OfficerRole
from triage.offices.accounts.accounts import normalise_username
from triage.offices.accounts.tables import Officer
from triage.offices.holders.closing import close_account
from triage.offices.holders.invitations import Invitee, invite, invite_again


@click.group()
def officers() -> None:
    """The accounts."""


@officers.command(name="list")
def list_officers() -> None:
    """Print each account: its user name, its name, what it is for, and whether it is closed."""
    with open_installation() as (_settings, database), database.reading() as session:
        for officer in session.exec(select(Officer).order_by(col(Officer.username))):
            state = "closed" if officer.closed_at else "open"
            click.echo(f"{officer.username}\t{officer.display_name}\t{officer.role}\t{state}")


@officers.command(name="invite")
@click.argument("username")
@click.argument("name")
def invite_officer(username: str, name: str) -> None:
    """Print a link for an officer without a post: to ask the custodians for one that cannot be opened any more."""
    with open_installation() as (settings, database), database.writing() as session:
        token = invite(session, Invitee(username, name), post=None, invited_by=None, at=datetime.now(UTC))
        session.commit()
    click.echo(f"{settings.public_url}/officer/invitations/{token.reveal()}")


@officers.command()
@click.argument("username")
def close(username: str) -> None:
    """Close an account at once: it signs in no more, its sessions end, its posts are given back."""
    with open_installation() as (_settings, database), database.writing() as session:
        _close(session, username)
        session.commit()
    click.echo(f"{username} is closed. A post that it held alone is vacant: homthu posts list")


@officers.command()
@click.argument("username")
def renew(username: str) -> None:
    """Print a link with which an administrator who has lost the passphrase makes another key. For no other account."""
    with open_installation() as (settings, database), database.writing() as session:
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
