"""``homthu serve``: the web processes of a real installation."""

import errno
import os
import socket
from contextlib import closing

import click
from fastapi import FastAPI

from api.commands.faults import check_installation, load_settings
from api.ground.database import open_database
from api.ground.logs import configure_logs
from api.ground.settings import Settings
from api.web.app.app import create_app
from api.web.app.server import raise_file_limit, run_server
from api.web.http.metrics import share_between_processes
from intake.attachments.child.level import Level, find_confinement
from intake.attachments.prison.kernel import forbid_tracing, keep_out_of_swap


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on, behind a proxy.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="The port to listen on.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="One for each core.")
def serve(host: str, port: int, processes: int) -> None:
    """Serve residents and officers. Refuses to start where a setting is missing or unsafe."""
    forbid_tracing()
    keep_out_of_swap()
    raise_file_limit()
    settings = load_settings()
    check_address(host, port)
    is_proxied = settings.proxies_in_front > 0
    _check_sandbox(settings)
    with closing(open_database(settings.database_url)) as database:
        check_installation(settings, database)
        if processes == 1:
            run_server(create_app(settings, database, owns_process=True), host=host, port=port, is_proxied=is_proxied)
            return
    # The processes share one allowance, and count together.
    os.environ["HOMTHU_PROCESSES"] = str(processes)
    with share_between_processes():
        run_server("api.commands.serve:make_app", host=host, port=port, processes=processes, is_proxied=is_proxied)


def check_address(host: str, port: int) -> None:
    """Bind the address once and let it go. Raises click.ClickException, with how to mend it, where that fails."""
    # The server would find out only after its processes had started, and each would say so for itself.
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        reason = {
            errno.EADDRINUSE: "another program listens there: end it (ss -ltnp names it), or give another --port",
            errno.EADDRNOTAVAIL: "this machine has no such address: ip address lists those it has",
            errno.EACCES: "ports below 1024 are for the proxy: give a higher --port",
        }.get(error.errno or 0, error.strerror or "the system refuses it")
        message = f"Cannot listen on {host} port {port}: {reason}."
        raise click.ClickException(message) from error


def _check_sandbox(settings: Settings) -> None:
    """Say how well decoders are shut in. Raises click.ClickException for not at all, unless settings accept it."""
    level = find_confinement().level
    click.echo(f"sandbox: {level}", err=True)
    if level is Level.NONE and not settings.accepts_no_sandbox:
        raise click.ClickException(
            "Nothing shuts in the process that takes residents' files apart: a fault in a decoder would reach keys "
            "and memory. "
            "Install bubblewrap, or use a Linux kernel with Landlock (5.13 or newer). "
            "To serve all the same, set HOMTHU_ACCEPTS_NO_SANDBOX=true."
        )


def make_app() -> FastAPI:
    """Return the application of one process among several."""
    forbid_tracing()
    keep_out_of_swap()
    raise_file_limit()
    settings = load_settings()
    configure_logs()
    return create_app(settings, open_database(settings.database_url), owns_process=True)
