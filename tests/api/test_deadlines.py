"""Slow connections: half a head, a body that trickles, an answer that is not read, too many from one address."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.web.app.deadlines import AddressLimitingProtocol, DeadlineProtocol
from tests.server import find_port

_LONGEST_SECONDS = 60


class _Hurried(DeadlineProtocol):
    head_seconds = 0.2
    body_window_seconds = 0.2
    unread_seconds = 0.2


class _Narrow(AddressLimitingProtocol):
    max_connections_of_address = 2


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body, then answer with as much as the path says."""
    if scope["type"] != "http":
        return
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        more = message["more_body"]
    size = int(scope["path"].strip("/") or 2)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % size)]})
    for _ in range(0, size, 65536):
        await send({"type": "http.response.body", "body": b"x" * min(size, 65536), "more_body": True})
    await send({"type": "http.response.body"})


@contextmanager
def _serve(protocol: type[DeadlineProtocol]) -> Iterator[int]:
    port = find_port()
    server = uvicorn.Server(uvicorn.Config(_app, port=port, http=protocol, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            thread.join(0.02)
        yield port
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with _serve(_Hurried) as port:
        yield port


def _connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=_LONGEST_SECONDS)


def _is_ended(connection: socket.socket) -> bool:
    """Wait until the server ends the connection; what it answers is read away."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return True


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HT",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000000\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HT",
    ],
    ids=["nothing", "half a line", "half a head", "no body", "one byte", "one chunk", "half a second head"],
)
def test_connection_ends_when_the_request_does_not_come(port: int, begun: bytes) -> None:
    with _connect(port) as connection:
        connection.sendall(begun)
        assert _is_ended(connection)


def test_connection_ends_when_the_answer_is_not_read(port: int) -> None:
    with _connect(port) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /100000000 HTTP/1.1\r\nHost: a\r\n\r\n")
        # The other side has ended it when nothing more can be sent: reading would empty what it waits for.
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            _send_for_ever(connection)


def _send_for_ever(connection: socket.socket) -> None:
    while True:
        connection.sendall(b" ")
        threading.Event().wait(0.05)


def test_request_is_answered_when_its_body_comes_fast_enough(port: int) -> None:
    with _connect(port) as connection:
        body = b"x" * 200_000
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body))
        connection.sendall(body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


def test_address_gets_no_further_connection_when_it_has_its_share() -> None:
    with _serve(_Narrow) as port, _connect(port) as first, _connect(port) as second:
        for connection in (first, second):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        with _connect(port) as third:
            assert _is_ended(third)
        first.close()
        second.close()
        for _ in range(200):
            with _connect(port) as later:
                later.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                try:
                    if later.recv(65536).startswith(b"HTTP/1.1 200"):
                        return
                except ConnectionResetError:
                    continue
        pytest.fail("places of ended connections are not given back")
