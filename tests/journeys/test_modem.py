"""A USB modem in the village: gammu-smsd with its dummy driver, and a file of smstools3, become tips."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.gateways import Call
from tests.town import Town

SCRIPT = Path(__file__).parents[2] / "deploy" / "modem" / "post_text.py"
SENDER, WORDS = "+84912345678", "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
SMSD = shutil.which("gammu-smsd") or "/usr/bin/gammu-smsd"
_PATIENCE_SECONDS = 40


class _Line:
    """Where the modem's machine reaches the town; it can be down."""

    def __init__(self, town: Town) -> None:
        self.is_down, self.posts = False, 0
        line = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                line.posts += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items() if name.lower() != "host"}
                status = 503 if line.is_down else Call(self.path, headers, body).post(town.gateway()).status_code
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002, the base's own name
                del format, arguments

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/sms/demo-standard"


@contextmanager
def _open_line(town: Town) -> Iterator[_Line]:
    line = _Line(town)
    Thread(target=line.server.serve_forever, daemon=True).start()
    try:
        yield line
    finally:
        line.server.shutdown()
        line.server.server_close()


def _settings(town: Town, line: _Line, folder: Path) -> dict[str, str]:
    secret = town.partner("standard").secrets[0].secret
    return {"HOMTHU_URL": line.url, "HOMTHU_SECRET": secret, "HOMTHU_SPOOL": str(folder / "spool")}


@pytest.fixture(autouse=True)
def today(town: Town) -> None:
    """The script knows the real time only."""
    town.clock.at = town.clock.at.fromtimestamp(time.time(), tz=town.clock.at.tzinfo)


def _run(settings: dict[str, str], *arguments: str) -> int:
    return subprocess.run([sys.executable, SCRIPT, *arguments], env=settings, check=False).returncode


@pytest.mark.parametrize("alphabet", ["UCS2", "ISO"])
def test_text_is_a_tip_once_when_smstools_hands_it_over_again(town: Town, tmp_path: Path, alphabet: str) -> None:
    head = f"From: 84912345678\nReceived: 26-11-23 09:17:43\nAlphabet: {alphabet}\n\n".encode()
    file = tmp_path / "GSM1.abc"
    file.write_bytes(head + WORDS.encode("utf-16-be" if alphabet == "UCS2" else "utf-8"))
    with _open_line(town) as line:
        settings = _settings(town, line, tmp_path)
        assert [_run(settings, "RECEIVED", str(file)) for _again in range(2)] == [0, 0]
    (tip,) = town.list_tips("tanngoc")
    assert town.officer("tanngoc").get(f"/officer/tips/{tip}").text.count(WORDS) == 1


def test_text_waits_in_the_folder_when_the_line_is_down(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "GSM1.abc"
    file.write_bytes(b"From: 84912345678\n\n" + WORDS.encode())
    with _open_line(town) as line:
        settings, line.is_down = _settings(town, line, tmp_path), True
        assert _run(settings, "RECEIVED", str(file)) == 1
        assert len(list((tmp_path / "spool").iterdir())) == 1
        line.is_down = False
        assert _run(settings, "flush") == 0
    assert list((tmp_path / "spool").iterdir()) == []
    assert len(town.list_tips("tanngoc")) == 1


def test_text_is_a_tip_when_gammu_takes_it_from_the_modem(town: Town, tmp_path: Path) -> None:
    phone, rc = tmp_path / "phone", tmp_path / "smsdrc"
    for folder in ("inbox", "outbox", "sent", "error", "phone"):
        (tmp_path / folder).mkdir()
    rc.write_text(
        f"[gammu]\nmodel = dummy\nconnection = none\ndevice = {phone}\n\n[smsd]\nservice = files\n"
        f"inboxpath = {tmp_path}/inbox/\noutboxpath = {tmp_path}/outbox/\nsentsmspath = {tmp_path}/sent/\n"
        f"errorsmspath = {tmp_path}/error/\nRunOnReceive = {SCRIPT}\nloopsleep = 1\nreceivefrequency = 1\n"
        f"logfile = {tmp_path}/log\nchecksecurity = 0\n",
        encoding="utf-8",
    )
    save = [shutil.which("gammu") or "/usr/bin/gammu", "-c", str(rc), "savesms", "TEXT", "-folder", "1", "-unread"]
    spoken = {**os.environ, "LC_ALL": "C.UTF-8"}
    long = [*save, "-sender", SENDER, "-unicode", "-textutf8", WORDS]
    subprocess.run(long, check=True, capture_output=True, env=spoken)
    with _open_line(town) as line:
        environment = {**spoken, **_settings(town, line, tmp_path)}
        smsd = subprocess.Popen([SMSD, "-c", str(rc)], env=environment, stdout=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while not line.posts and time.monotonic() < deadline:
                time.sleep(0.2)
        finally:
            smsd.terminate()
            smsd.wait(timeout=20)
    (tip,) = town.list_tips("tanngoc")
    assert WORDS in town.officer("tanngoc").get(f"/officer/tips/{tip}").text
