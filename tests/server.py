"""A real server in a process of its own, on this machine's loopback, stopped by its own process id."""

import socket
import time
from pathlib import Path

import httpx

from tests.following import FollowingClient
from tests.processes import Command
from tests.town import HOST, ORIGIN

_START_SECONDS = 90.0


class Server:
    """``homthu`` as a child process. ``kill`` is a power cut; ``stop`` is Ctrl-C."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None, log: Path) -> None:
        self.port = find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        self._clients: list[httpx.Client] = []
        self.process = Command([*arguments, "--port", str(self.port)], environment or {}, log)
        self._wait_until_live()

    def client(self, **headers: str) -> httpx.Client:
        """A browser as the proxy in front would pass it on."""
        client = FollowingClient(base_url=self.url, headers={"Host": HOST, "Origin": ORIGIN, **headers}, timeout=30)
        self._clients.append(client)
        return client

    def own_client(self) -> httpx.Client:
        """A browser that calls the server by its own address, as the demo is called."""
        return self.client(Host=self.url.removeprefix("http://"), Origin=self.url)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._close_clients()

    def stop(self) -> int:
        self._close_clients()
        self.process.terminate()
        return self.process.wait(timeout=20)

    def _close_clients(self) -> None:
        while self._clients:
            self._clients.pop().close()

    def _wait_until_live(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                if httpx.get(f"{self.url}/health/live").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    raise AssertionError(self.log.read_text(encoding="utf-8")) from None


def find_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
