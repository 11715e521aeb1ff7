"""``homthu quarantine``: partners' calls that could not be read. Their content is listed nowhere."""

from contextlib import closing

import click

from api.commands.faults import check_worker, load_settings
from api.ground.clock import Clock
from api.ground.database import open_database
from api.process import make_ground
from api.worker.keys import WorkerKeyDirectory
from api.worker.run import open_worker
from triage.channels.partners.quarantine import list_kept


@click.group()
def quarantine() -> None:
    """Calls of partners that could not be read."""


@quarantine.command(name="list")
def list_calls() -> None:
    """Print each call that is kept: its id, when it came, by which partner, where it did not fit, how often tried."""
    with closing(open_database(load_settings().database_url)) as database, database.reading() as session:
        for row in list_kept(session):
            click.echo(f"{row.id}\t{row.arrived_at:%Y-%m-%d %H:%M}\t{row.partner}\t{row.fault}\t{row.tries}")


@quarantine.command()
def replay() -> None:
    """Read every kept call again, after a fix. As the worker's user, which alone can open them."""
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        check_worker(settings, database)
        ground, seeds = make_ground(settings, database), WorkerKeyDirectory(settings.worker_key_directory)
        with open_worker(ground, seeds, Clock()) as made:
            read, left = made.replayer.replay()
    click.echo(f"{read} read and stored, {left} kept.")
