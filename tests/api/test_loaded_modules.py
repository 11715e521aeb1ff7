"""Which libraries a process carries that serves residents: every other one is loaded by the page that needs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.ground.settings import SETTINGS_FILE_VARIABLE
from tests.town import Town, write_settings

# A line more is megabytes in every process on every small computer. Load it where it is used, or say here why not.
ALLOWED = {
    "PIL": "draws the receipt's code",
    "annotated_doc": "of fastapi",
    "annotated_types": "of pydantic",
    "anyio": "the loop",
    "babel": "texts in two languages",
    "click": "the command line",
    "cryptography": "all sealing",
    "dateutil": "of holidays",
    "dotenv": "of pydantic_settings",
    "fastapi": "the service",
    "feedgenerator": "the feed of warnings",
    "holidays": "days on which promises end",
    "httptools": "of uvicorn",
    "jinja2": "the pages",
    "markupsafe": "of jinja2",
    "opentelemetry": "of fastapi; nothing of it works",
    "phonenumbers": "whether a number can receive an answer",
    "prometheus_client": "counts",
    "pydantic": "forms",
    "pydantic_core": "of pydantic",
    "pydantic_settings": "settings",
    "pyotp": "of the officers' sign-in",
    "python_multipart": "forms with files",
    "shamir_mnemonic": "shares of identities",
    "six": "of dateutil",
    "sqlalchemy": "the database",
    "sqlmodel": "the database",
    "standardwebhooks": "signatures of gateways",
    "starlette": "the service",
    "stdnum": "numbers that are masked",
    "typing_extensions": "of pydantic",
    "typing_inspection": "of pydantic",
    "uvicorn": "the server",
    "zxingcpp": "draws the receipt's code",
}

_SERVE = """
import asyncio, sys
from pathlib import Path
import api.commands.serve as serving
from api.ground.database import open_database
from api.web.app.app import create_app
from crypto.receipts import Receipt
from urllib.parse import urlencode

settings = serving.load_settings()
database = open_database(settings.database_url)
serving.check_installation(settings, database)
app = create_app(settings, database, owns_process=True)

async def call(method, path, body=b""):
    sent = []
    headers = [(b"host", sys.argv[2].encode()), (b"sec-fetch-site", b"same-origin"),
               (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"%d" % len(body))]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "path": path,
             "raw_path": path.encode(), "query_string": b"", "root_path": "", "scheme": "https", "headers": headers,
             "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1), "app": app}
    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}
    async def send(message):
        sent.append(message)
    await app(scope, receive, send)
    return sent[0]["status"], dict(sent[0]["headers"])

async def visit():
    box = sys.argv[1]
    async with app.router.lifespan_context(app):
        assert (await call("GET", "/"))[0] == 200
        assert (await call("GET", f"/b/{box}"))[0] == 200
        tip = urlencode({"receipt": Receipt.mint().reveal(), "what": "Có người đánh bạc"}).encode()
        status, headers = await call("POST", f"/b/{box}", tip)
        assert status == 303, status
        assert (await call("GET", headers[b"location"].decode()))[0] == 200

asyncio.run(visit())
places = [path for path in sys.path if path.endswith("site-packages")]
for name, module in list(sys.modules.items()):
    file = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", [])), "")
    if "." not in name and any(file.startswith(place) for place in places):
        print(name)
"""


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_resident_pages_load_no_library_that_is_not_on_the_list(town: Town) -> None:
    settings = town.folder / "settings.json"
    write_settings(town.settings, settings)
    outside = {"HOMTHU_WORKER_KEY_DIRECTORY": str(town.folder / "nowhere"), SETTINGS_FILE_VARIABLE: str(settings)}
    finished = subprocess.run(
        [sys.executable, "-c", _SERVE, town.box("tanngoc"), town.settings.public_url.removeprefix("https://")],
        env={**os.environ, **outside, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    loaded = {name for name in finished.stdout.split() if not name.startswith("_")}
    assert loaded - ALLOWED.keys() == set()
