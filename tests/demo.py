"""The demo as people start it: ``homthu demo`` in a folder of its own."""

import atexit
import functools
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import Server


@dataclass(frozen=True)
class Demo:
    """A running demo with its published accounts."""

    server: Server
    database_url: str
    passwords: dict[str, str]
    boxes: dict[str, str]


@contextmanager
def run_demo(folder: Path) -> Iterator[Demo]:
    """Start the demo in ``folder``, and stop it as Ctrl-C would."""
    if not (folder / "demo").exists():
        _copy(_make_once(), folder / "demo")
    server = Server("demo", "--data", str(folder / "demo"), log=folder / "demo.log")
    try:
        accounts = json.loads((folder / "demo" / "demo-accounts.json").read_text(encoding="utf-8"))
        settings = json.loads((folder / "demo" / "settings.json").read_text(encoding="utf-8"))
        yield Demo(
            server,
            settings["database_url"],
            {account["username"]: account["password"] for account in accounts},
            {account["username"]: account["posts"][0]["box"] for account in accounts if account["posts"]},
        )
    finally:
        server.stop()


@functools.cache
def _make_once() -> Path:
    """Let the command make a demo, which takes a while, and return its data, for every test to have a copy of."""
    folder = Path(tempfile.mkdtemp(prefix="homthu-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Server("demo", "--data", str(folder / "demo"), log=folder / "demo.log").stop()
    return folder / "demo"


def _copy(made: Path, folder: Path) -> None:
    shutil.copytree(made, folder)
    settings = folder / "settings.json"
    settings.write_text(settings.read_text(encoding="utf-8").replace(str(made), str(folder)), encoding="utf-8")
