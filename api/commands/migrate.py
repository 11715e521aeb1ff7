"""``homthu migrate``: bringing the database to this version's schema."""

from contextlib import closing

import click

from api.commands.faults import load_settings
from api.ground.database import open_database
from api.storage.migrations.state import migrate as bring_up


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema; where it is there already, change nothing."""
    with closing(open_database(load_settings().database_url)) as database, database.writing() as session:
        bring_up(session.connection())
        session.commit()
    click.echo("The database has this version's schema.")
