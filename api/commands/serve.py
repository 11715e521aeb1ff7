"""``homthu serve``: the web process of a real installation."""

from contextlib import closing

import click

from api.app import create_app
from api.commands.faults import check_installation, load_settings
from api.database import open_database
from api.server import run_server


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on, behind a proxy.")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve residents and officers. Refuses to start where a setting is missing or unsafe."""
    settings = load_settings()
    with closing(open_database(settings.database_url)) as database:
        check_installation(settings, database)
        run_server(create_app(settings, database), host=host, port=port)
