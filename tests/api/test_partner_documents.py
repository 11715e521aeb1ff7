"""What a partner's engineer reads is what the code does: the description is made from it, and the examples run."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml  # type: ignore[import-untyped]  # it has no types of its own
from fastapi.routing import APIRoute

from api.commands.describing import describe_hooks, write_description
from api.web.hooks import hotline, sms
from tests.gateways import Call
from tests.town import Town

DOCUMENTS = Path(__file__).parents[2] / "docs" / "partners"
README = (DOCUMENTS / "README.md").read_text(encoding="utf-8")


def test_description_is_the_one_that_the_code_makes() -> None:
    assert (DOCUMENTS / "openapi.yaml").read_text(encoding="utf-8") == write_description()


def test_description_says_the_same_when_a_yaml_reader_reads_it() -> None:
    assert yaml.safe_load(write_description()) == describe_hooks()


def test_description_has_every_hook_that_is_posted_to() -> None:
    routes = [
        route for router in (sms.router, hotline.router) for route in router.routes if isinstance(route, APIRoute)
    ]
    paths = describe_hooks()["paths"]
    assert isinstance(paths, dict)
    assert {route.path for route in routes if "POST" in (route.methods or ())} == set(paths)


@contextmanager
def _serve(town: Town) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "host"}
            answer = Call(self.path, headers, body).post(town.gateway())
            self.send_response(answer.status_code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base's own name
            del format, arguments

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/sms/demo-standard"
    finally:
        server.shutdown()
        server.server_close()


def _read_python() -> list[str]:
    return [sys.executable, "-c", README.split("```python\n")[1].split("```")[0]]


def _read_curl() -> list[str]:
    lines = README.split("## With curl\n\n")[1].split("\n\n##")[0].splitlines()
    # The reader puts the own URL and secret there.
    script = "\n".join(line.removeprefix("    ") for line in lines[1:])
    return ["/bin/bash", "-ec", script]


@pytest.mark.parametrize("language", ["curl", "python"])
def test_example_hands_a_text_over_when_it_is_run(town: Town, language: str) -> None:
    if language == "curl" and not (shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("this machine has no curl")
    town.clock.at = datetime.fromtimestamp(time.time(), UTC)
    with _serve(town) as url:
        environment = {"URL": url, "SECRET": town.partner("standard").secrets[0].secret, "PATH": os.environ["PATH"]}
        command = _read_curl() if language == "curl" else _read_python()
        subprocess.run(command, env=environment, check=True, capture_output=True)
    assert len(town.list_tips("tanngoc")) == 1


def test_links_lead_to_documents_that_are_there() -> None:
    assert all((DOCUMENTS / link).exists() for link in re.findall(r"\]\(([^)#]+)\)", README))
