"""A gateway on this machine's loopback: takes what the worker sends, over real HTTP, and refuses now and then."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from tests.wire import Sent, read_sent


@dataclass
class LocalGateway:
    """What came in. Each ``every``-th request is answered with 503."""

    url: str
    every: int = 7
    sent: list[Sent] = field(default_factory=list)
    requests: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: httpx.Request) -> int:
        with self._lock:
            self.requests += 1
            if self.requests % self.every == 0:
                return 503
            self.sent.append(read_sent(request))
            return 200


@contextmanager
def run_gateway() -> Iterator[LocalGateway]:
    """Serve until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            request = httpx.Request("POST", gateway.url, headers=dict(self.headers), content=body)
            self.send_response(gateway.take(request))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway = LocalGateway(f"http://127.0.0.1:{server.server_port}/send")
    thread = threading.Thread(target=server.serve_forever, args=[0.02], name="gateway")
    thread.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
