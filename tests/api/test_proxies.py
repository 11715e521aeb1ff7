"""Whose address counts behind real proxies: the one that the nearest trusted proxy saw, whatever a caller writes."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection

from api.web.http.address import sender_of
from tests.caddy import run_caddy
from tests.server import find_port

CALLER = "127.0.0.77"
Proxy = Callable[[Path, int], AbstractContextManager[str]]

_NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{upstream};
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }}
  }}
}}
"""


class _Echo(BaseHTTPRequestHandler):
    """Keeps what arrives as the service would see it."""

    seen: list[list[tuple[bytes, bytes]]]

    def do_GET(self) -> None:
        self.seen.append([(name.lower().encode(), value.encode()) for name, value in self.headers.items()])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return


@contextmanager
def _run_caddy(folder: Path, upstream: int) -> Iterator[str]:
    with run_caddy(folder, upstream) as caddy:
        yield caddy.url


@contextmanager
def _run_nginx(folder: Path, upstream: int) -> Iterator[str]:
    port, config = find_port(), folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, port=port, upstream=upstream), encoding="utf-8")
    process = subprocess.Popen(["/usr/sbin/nginx", "-e", str(folder / "error.log"), "-c", str(config)])
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{port}", trust_env=False)
                break
            except httpx.TransportError:
                threading.Event().wait(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def _run_none(_folder: Path, upstream: int) -> Iterator[str]:
    yield f"http://127.0.0.1:{upstream}"


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("proxy", "count"), [(_run_caddy, 1), (_run_nginx, 1), (_run_none, 0)])
@pytest.mark.parametrize(
    "forged",
    [
        pytest.param([], id="nothing written"),
        pytest.param([("X-Forwarded-For", "203.0.113.9")], id="another address"),
        pytest.param([("X-Forwarded-For", "203.0.113.9, 198.51.100.4")], id="a list"),
        pytest.param([("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", "198.51.100.4")], id="two lines"),
        pytest.param([("X-Forwarded-For", ","), ("Forwarded", "for=203.0.113.9"), ("X-Real-IP", "1.2.3.4")], id="more"),
    ],
)
def test_sender_is_who_called_the_proxy_whatever_the_caller_writes(
    proxy: Proxy, count: int, forged: list[tuple[str, str]], tmp_path: Path
) -> None:
    _Echo.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Echo)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with proxy(tmp_path, server.server_port) as url:
            transport = httpx.HTTPTransport(local_address=CALLER)
            with httpx.Client(transport=transport, trust_env=False) as client:
                client.get(url, headers=forged)
    finally:
        server.shutdown()
        server.server_close()
    scope = {"type": "http", "headers": _Echo.seen[-1], "client": (CALLER, 1) if not count else ("127.0.0.1", 1)}
    assert sender_of(HTTPConnection(scope), proxies_in_front=count).address == CALLER


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost.evil.example:80"])
def test_caddy_answers_for_other_hosts_as_the_service_does_and_names_nothing(host: str, tmp_path: Path) -> None:
    with run_caddy(tmp_path, find_port()) as caddy, httpx.Client(trust_env=False) as client:
        answer = client.get(caddy.url, headers={"Host": host})
        without_service = client.get(caddy.url)
    assert (answer.status_code, answer.text) == (421, "This address is not served here.\n")
    assert without_service.status_code == 502
    assert "server" not in answer.headers
    assert "server" not in without_service.headers
