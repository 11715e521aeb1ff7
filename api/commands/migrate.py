"""``homthu migrate``: bringing the database to this version's schema."""

import click

from api.commands.opening import open_installation
from api.storage.migrations.proving import has_codes, prove_stored_rows
from api.storage.migrations.state import migrate as bring_up


@click.command()
def migrate() -> None:
    """Bring the database to this version's schema; where it is there already, change nothing."""
    with open_installation() as (_settings, database), database.writing() as session:
        had_codes = has_codes(session.connection())
        bring_up(session.connection())
        if not had_codes:
            prove_stored_rows(session)
        session.commit()
    click.echo("The database has this version's schema.")
