"""``homthu cluster``: areas on both sides of a border, whose officers share tips by hand."""

from contextlib import closing

import click
from sqlalchemy.exc import IntegrityError

from api.commands.faults import load_settings
from api.ground.database import open_database
from intake.areas.tree import load_tree
from triage.desk.casework.clusters import add_cluster, list_clusters, remove_cluster
from triage.ground.errors import ClusterUnknown

_FEWEST = 2


@click.group()
def cluster() -> None:
    """Areas on both sides of a border."""


@cluster.command()
@click.argument("name")
@click.argument("areas", nargs=-1, required=True)
def add(name: str, areas: tuple[str, ...]) -> None:
    """Add a cluster of AREAS, by their codes. An area brings all under it."""
    with closing(open_database(load_settings().database_url)) as database, database.writing() as session:
        tree = load_tree(session)
        unknown = sorted(area for area in areas if area not in tree.nodes)
        if unknown or len(set(areas)) < _FEWEST:
            fault = f"No area has the code {', '.join(unknown)}." if unknown else "A cluster has two areas or more."
            message = f"{fault} Nothing was added."
            raise click.ClickException(message)
        try:
            add_cluster(session, name, areas)
        except IntegrityError:
            message = f"{name} is there already. Nothing was added."
            raise click.ClickException(message) from None
        session.commit()
    click.echo(f"{name}: {len(set(areas))} areas.")


@cluster.command(name="list")
def list_all() -> None:
    """Print each cluster with its areas."""
    with closing(open_database(load_settings().database_url)) as database, database.reading() as session:
        tree = load_tree(session)
        for known, areas in list_clusters(session):
            click.echo(f"{known.name}\t{'; '.join(tree.address_or_blank(area) for area in areas)}")


@cluster.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a cluster. What was shared stays shared."""
    with closing(open_database(load_settings().database_url)) as database, database.writing() as session:
        try:
            remove_cluster(session, name)
        except ClusterUnknown:
            message = f"There is no cluster {name}; see homthu cluster list. Nothing was changed."
            raise click.ClickException(message) from None
        session.commit()
    click.echo(f"{name} is removed.")
