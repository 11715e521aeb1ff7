"""``homthu demo``: the whole product with made-up people, on this machine."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from api.ground.clock import Clock
from api.ground.database import Database, open_database
from api.ground.settings import Settings
from api.installing.demo.build import build_demo, write_accounts
from api.installing.demo.calls import CALL_STORIES
from api.installing.demo.fill import play_stories
from api.installing.demo.partners import write_demo_partners
from api.installing.demo.stories import STORIES
from api.installing.demo.texts import TEXT_STORIES
from api.installing.demo.wire import SENT_TEXTS, DemoWire
from api.process import make_ground
from api.web.app.app import create_app
from api.web.app.server import run_server
from api.worker.keys import WorkerKeyDirectory
from api.worker.run import open_worker

_HOST = "127.0.0.1"


class DemoRefused(click.ClickException):
    """The demo does not start where it could be taken for a real installation."""


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path("var/demo"), help="Where the demo keeps its data."
)
@click.option("--port", type=int, default=8000, help="The port on 127.0.0.1.")
def demo(data: Path, port: int) -> None:
    """Start a demo with the areas of Bình Xuyên; make it first where there is none."""
    _refuse_production()
    settings = _open_or_build(data, port)
    with closing(open_database(settings.database_url)) as database, _working(settings, database, data):
        _print_welcome(settings, data, port)
        run_server(create_app(settings, database, owns_process=True), host=_HOST, port=port)


@contextmanager
def _working(settings: Settings, database: Database, data: Path) -> Iterator[None]:
    """Let a worker run beside the server, in a thread of it: with published secrets nothing is gained by two users."""
    ground, stop = make_ground(settings, database), threading.Event()
    write_demo_partners(data, ground)
    with open_worker(ground, WorkerKeyDirectory(settings.worker_key_directory), Clock(), DemoWire(data)) as worker:
        thread = threading.Thread(target=worker.run, args=[stop], name="worker")
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def _refuse_production() -> None:
    named = sorted(name for name in os.environ if name.startswith("HOMTHU_"))
    if named:
        message = f"The demo takes no settings, and these are set: {', '.join(named)}. Unset them, or use homthu serve."
        raise DemoRefused(message)


def _open_or_build(data: Path, port: int) -> Settings:
    public_url = f"http://{_HOST}:{port}"
    if not (data / "demo-accounts.json").exists():
        if (data / "homthu.db").exists():
            message = f"{data} holds a demo that was only half made. Remove the folder, and start again."
            raise DemoRefused(message)
        _build(data, public_url)
    stored = json.loads((data / "settings.json").read_text(encoding="utf-8"))
    return Settings.model_validate({**stored, "public_url": public_url})


def _build(data: Path, public_url: str) -> None:
    click.echo("Making the demo: areas, posts, officers, custodians …")
    settings, accounts = build_demo(data, public_url=public_url)
    click.echo(f"Handing in {len(STORIES) + len(TEXT_STORIES) + len(CALL_STORIES)} made-up tips …")
    with closing(open_database(settings.database_url)) as database:
        play_stories(database, settings, accounts)
    write_accounts(data, accounts)


def _print_welcome(settings: Settings, data: Path, port: int) -> None:
    accounts = json.loads((data / "demo-accounts.json").read_text(encoding="utf-8"))
    click.echo(f"\n  Residents   http://{_HOST}:{port}/          (English: /en/)")
    click.echo(f"  Answers     http://{_HOST}:{port}/tra-cuu")
    click.echo(f"  Officers    http://{_HOST}:{port}/officer")
    click.echo(f"  SMS         as {data / 'demo-partners.json'} says; what goes out stands in {data / SENT_TEXTS}\n")
    for account in accounts:
        posts = ", ".join(
            f"{post['name']}" + (f" /b/{post['box']}" if post["box"] else "") for post in account["posts"]
        )
        click.echo(f"  {account['username']:<22}{account['password']:<26}{account['role']:<15}{posts}")
    click.echo(f"\n  This is a demo of {settings.locality}: everybody can read these passwords. Ctrl-C stops it.\n")
