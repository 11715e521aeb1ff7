"""How much memory one web process takes: a real one, started as an operator starts it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from api.ground.settings import SETTINGS_FILE_VARIABLE
from bench.grounds import open_town
from bench.sender import run_sender
from tests.server import find_port
from tests.town import HOST, Town, write_settings

_TIPS = 288
_SENDERS = 8


@dataclass(frozen=True)
class Memory:
    """Megabytes of one process (resident set)."""

    database: str
    at_start: float
    after_tips: float
    after_texts: float


def run_memory(kind: str) -> Memory:
    """Start ``homthu serve``, let tips and texts come, and look at the process after each."""
    with open_town(kind) as town, _serve(town) as (process_id, port):
        at_start = read_memory(process_id)
        partner = town.partner("standard")
        run_sender("web", HOST, port, town.box("tanngoc"), senders=_SENDERS, each=_TIPS // _SENDERS)
        after_tips = read_memory(process_id)
        secret = partner.secrets[0].secret
        run_sender("text", HOST, port, partner.name, senders=_SENDERS, each=_TIPS // _SENDERS, secret=secret)
        return Memory(kind, at_start, after_tips, read_memory(process_id))


def read_memory(process_id: int) -> float:
    """Return the resident set of a process, in megabytes."""
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def _serve(town: Town) -> Iterator[tuple[int, int]]:
    settings, port = town.folder / "settings.json", find_port()
    write_settings(town.settings, settings)
    outside = {"HOMTHU_WORKER_KEY_DIRECTORY": str(town.folder / "nowhere"), SETTINGS_FILE_VARIABLE: str(settings)}
    command = [sys.executable, "-c", "from api.commands.main import main; main()", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env={**os.environ, **outside}, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            threading.Event().wait(0.1)
    raise RuntimeError("the server did not start")
