"""A real caddy in front of a test's server, with the Caddyfile that we ship; only its ports are the test's own."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.server import find_port

CADDYFILE = Path(__file__).parent.parent / "deploy" / "Caddyfile"
_START_SECONDS = 30.0


@dataclass(frozen=True)
class Caddy:
    """A proxy at work."""

    port: int
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


@contextmanager
def run_caddy(folder: Path, upstream_port: int, *, port: int | None = None) -> Iterator[Caddy]:
    """Serve ``http://localhost`` on a port of its own, in front of the port upstream."""
    port, onion_port = port or find_port(), find_port()
    text = re.sub(r"^http://:8080", f"http://:{onion_port}", CADDYFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    ports = f"http_port {port}\n\thttps_port {find_port()}\n\tskip_install_trust\n\tlocal_certs"
    text = text.replace("\tadmin off\n", f"\tadmin off\n\t{ports}\n", 1)
    config, log = folder / "Caddyfile", folder / "caddy.log"
    config.write_text(text, encoding="utf-8")
    environment = {
        "HOMTHU_HOST": f"http://localhost:{port}",
        "HOMTHU_UPSTREAM": f"127.0.0.1:{upstream_port}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
        "PATH": "/usr/bin:/bin",
    }
    command = ["/usr/bin/caddy", "run", "--config", str(config), "--adapter", "caddyfile"]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    caddy = Caddy(port, log, process)
    try:
        _wait_until_there(caddy)
        yield caddy
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_there(caddy: Caddy) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            httpx.get(caddy.url, trust_env=False)
        except httpx.TransportError:
            if caddy.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(caddy.log.read_text(encoding="utf-8")) from None
        else:
            return
