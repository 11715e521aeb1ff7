"""A real Kannel: bearerbox, smsbox, and the fake centre that Debian packs with them.

All of it listens on loopback; the centre knows no such setting, and takes connections from loopback only.
"""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

import httpx

from tests.server import find_port

_FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.05

_CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = 13013
http-request-retry = 1000
http-queue-delay = 60

group = sendsms-user
username = {account}
password = {password}
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
concatenation = true
accept-x-kannel-headers = true
send-sender = true
post-url = "{post_url}"
"""


@dataclass(frozen=True)
class KannelPlan:
    """The ports and secrets of one Kannel, known before it starts."""

    account: str
    password: str
    admin: int
    smsbox: int
    centre: int
    sendsms: int

    @property
    def sendsms_url(self) -> str:
        """Where texts are handed to it."""
        return f"http://127.0.0.1:{self.sendsms}/cgi-bin/sendsms"

    @classmethod
    def make(cls, account: str, password: str) -> "KannelPlan":
        return cls(account, password, *(find_port() for _ in range(4)))


def is_kannel_here() -> bool:
    return shutil.which("bearerbox", path=_path()) is not None and Path(_FAKESMSC).exists()


@dataclass
class Kannel:
    """A running Kannel, and a telephone at its fake centre."""

    plan: KannelPlan
    folder: Path

    @contextmanager
    def telephone(self, sender: str, words: str) -> Iterator["Telephone"]:
        """Send a text from a telephone, and keep the telephone on."""
        coded = quote_from_bytes(words.encode("utf-16-be"), safe="")
        log = self.folder / f"telephone-{find_port()}.log"
        command = [_FAKESMSC, "-H", "127.0.0.1", "-r", str(self.plan.centre), "-m", "1"]
        with log.open("wb") as output, _run([*command, f"{sender} 13013 ucs2 {coded}"], output=output):
            yield Telephone(log)


@dataclass
class Telephone:
    """What comes to a telephone."""

    log: Path

    def wait_for(self, words: str) -> None:
        """Return when a text with these words has come."""
        _wait(lambda: words in "\n".join(self.read()), f"{words} did not come to the telephone")

    def read(self) -> list[str]:
        """Return what has come."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [_decode(line.partition("<")[2].rpartition(">")[0]) for line in lines if "Got message" in line]


def _decode(told: str) -> str:
    _sender, _receiver, kind, *rest = told.split(" ")
    raw = unquote_to_bytes(rest[-1].replace("+", "%20"))
    return raw.decode("utf-16-be") if kind == "ucs-2" else raw.decode()


@contextmanager
def run_kannel(plan: KannelPlan, post_url: str, folder: Path) -> Iterator[Kannel]:
    """Start bearerbox and smsbox; stop them by their own process ids."""
    file = folder / "kannel.conf"
    file.touch(mode=0o600)
    file.write_text(_CONFIGURATION.format(post_url=post_url, **vars(plan)), encoding="utf-8")
    with (
        (folder / "bearerbox.log").open("wb") as bearer_log,
        (folder / "smsbox.log").open("wb") as sms_log,
        _run(["bearerbox", str(file)], output=bearer_log),
    ):
        _wait(lambda: _answers(f"http://127.0.0.1:{plan.admin}/status.txt"), "bearerbox did not start")
        with _run(["smsbox", str(file)], output=sms_log):
            _wait(lambda: _answers(plan.sendsms_url), "smsbox did not start")
            yield Kannel(plan, folder)


@contextmanager
def _run(command: list[str], *, output: object) -> Iterator[None]:
    environment = {**os.environ, "PATH": _path()}
    process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)  # type: ignore[call-overload]
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"


def _answers(url: str) -> bool:
    try:
        httpx.get(url)
    except httpx.TransportError:
        return False
    return True


def _wait(is_so: object, otherwise: str) -> None:
    pause = threading.Event()
    for _look in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
        if is_so():  # type: ignore[operator]
            return
        pause.wait(_LOOK_SECONDS)
    raise AssertionError(otherwise)
