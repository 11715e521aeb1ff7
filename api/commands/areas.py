"""``homthu areas``: the locality's areas, as on the administrator's page."""

from collections.abc import Callable
from datetime import UTC, datetime

import click
from sqlmodel import Session

from api.commands.finding import find_area
from api.commands.opening import open_installation
from intake.areas.change import ADDED_KINDS, NewArea, add_area, add_name, close_area, rename_area, reopen_area
from intake.areas.tables import AreaId
from intake.areas.tree import load_tree
from intake.ground.errors import AreaUnfit
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent


@click.group()
def areas() -> None:
    """The locality's areas."""


@areas.command(name="list")
def list_areas() -> None:
    """Print each area that has a box, with the box's URL, for posters and notice boards."""
    with open_installation() as (settings, database), database.reading() as session:
        tree = load_tree(session)
        for commune in tree.communes():
            for node in (commune, *tree.with_box_under(commune.id)):
                click.echo(f"{node.id}\t{tree.address(node.id)}\t{settings.public_url}/b/{node.box}")


@areas.command(name="add")
@click.argument("kind", type=click.Choice(sorted(kind.value for kind in ADDED_KINDS)))
@click.argument("name")
@click.option("--in", "parent_id", required=True, help="The id of the area in which it lies.")
def add(kind: str, name: str, parent_id: str) -> None:
    """Add an area with a box of its own, and print its id.

    The commune's chief then makes a residential area's post; a commune's is made by ``homthu posts create``.
    """
    new = NewArea(kind, name, parent_id)
    click.echo(_change_area("add", lambda session: add_area(session, new, at=datetime.now(UTC))))


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
    _change_area("rename", lambda session: rename_area(session, area_id, name, at=datetime.now(UTC)), area_id)


@areas.command(name="close")
@click.argument("area_id")
def close_one(area_id: str) -> None:
    """Close an area to be chosen; its old posters still take tips."""
    _change_area("close", lambda session: close_area(session, area_id, at=datetime.now(UTC)), area_id)


@areas.command(name="reopen")
@click.argument("area_id")
def reopen(area_id: str) -> None:
    """Let people choose a closed area again."""
    _change_area("reopen", lambda session: reopen_area(session, area_id), area_id)


def _change_area(what: str, change: Callable[[Session], AreaId | None], area_id: str = "") -> str:
    with open_installation() as (_settings, database), database.writing() as session:
        try:
            changed = change(session) or area_id
        except AreaUnfit as error:
            message = f"{error}. Nothing was changed."
            raise click.ClickException(message) from None
        append(session, Entry(JournalEvent.AREA_CHANGED, remark=f"{what} {changed}"), at=datetime.now(UTC))
        session.commit()
    return changed


areas.add_command(find_area)
