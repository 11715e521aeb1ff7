"""``homthu migrate``: bringing the database to this version's schema."""

import click

from api.commands.faults import load_settings
from api.database import open_database
from api.migrations.state import migrate as bring_up


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema; where it is there already, change nothing."""
    database = open_database(load_settings().database_url)
    with database.writing() as session:
        bring_up(session.connection())
        session.commit()
    database.dispose()
    click.echo("The database has this version's schema.")
