"""A test's town served on this machine's loopback by a thread, so that browsers and tools meet its fake clock."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.ground.clock import Clock
from api.web.app.app import create_app
from tests.server import find_port
from tests.town import Town


@contextmanager
def serve(town: Town, *, host: str = "127.0.0.1", clock: Clock | None = None, **changes: object) -> Iterator[str]:
    """Serve the town, with other settings if some are given, and yield its public URL."""
    port = find_port()
    url = f"http://{host}:{port}"
    town.restart(public_url=url, **changes)
    app = create_app(town.settings, town.database, clock or town.clock)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        yield url
    finally:
        server.should_exit = True
        thread.join()
