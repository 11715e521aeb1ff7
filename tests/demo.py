"""The demo as people start it: ``homthu demo`` in a folder of its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import Server


@dataclass(frozen=True)
class Demo:
    """A running demo with its published accounts."""

    server: Server
    passwords: dict[str, str]
    boxes: dict[str, str]


@contextmanager
def run_demo(folder: Path) -> Iterator[Demo]:
    """Start the demo in ``folder``, and stop it as Ctrl-C would."""
    server = Server("demo", "--data", str(folder / "demo"), log=folder / "demo.log")
    try:
        accounts = json.loads((folder / "demo" / "demo-accounts.json").read_text(encoding="utf-8"))
        yield Demo(
            server,
            {account["username"]: account["password"] for account in accounts},
            {account["username"]: account["posts"][0]["box"] for account in accounts if account["posts"]},
        )
    finally:
        server.stop()
