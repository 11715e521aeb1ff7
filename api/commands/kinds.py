"""``homthu kinds``: which proposed kinds officers corrected, and to which."""

from contextlib import closing

import click

from api.ground.database import open_database
from triage.desk.casework.kinds import count_corrections


@click.command()
@click.option("--database", "database_url", envvar="HOMTHU_DATABASE_URL", required=True, help="The database's URL.")
def kinds(database_url: str) -> None:
    """Print a line ``from,to,count`` for each correction of a tip's kind, the most frequent first."""
    with closing(open_database(database_url)) as database, database.reading() as session:
        counted = count_corrections(session)
    click.echo("from,to,count")
    for (former, chosen), count in counted.most_common():
        click.echo(f"{former},{chosen},{count}")
