"""``homthu worker``: sends texts, reads again what could not be read, and destroys keys on time."""

import signal
import threading
from contextlib import closing

import click

from api.commands.faults import check_worker, load_settings
from api.ground.clock import Clock
from api.ground.database import open_database
from api.ground.logs import configure_logs
from api.process import make_ground
from api.worker.keys import WorkerKeyDirectory
from api.worker.run import open_worker
from intake.attachments.prison.kernel import forbid_tracing, keep_out_of_swap


@click.command()
def worker() -> None:
    """Send what goes out. Runs as another user than the web, beside it; several may run. Ctrl-C stops it."""
    forbid_tracing()
    keep_out_of_swap()
    settings = load_settings()
    configure_logs()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_arguments: stop.set())
    with closing(open_database(settings.database_url)) as database:
        check_worker(settings, database)
        ground, seeds = make_ground(settings, database), WorkerKeyDirectory(settings.worker_key_directory)
        with open_worker(ground, seeds, Clock()) as made:
            made.run(stop)
