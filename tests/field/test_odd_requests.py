"""Odd requests of every kind at production cost, one kind after another: honest residents are answered meanwhile.

Each kind is sent over eight connections for some seconds, through the real proxy, to two web processes. It prints
requests a second and their statuses, the honest ones' pages and tips, memory and descriptors of the service.
"""

import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from crypto.receipts import Receipt
from tests.caddy import run_caddy
from tests.field.honest import Answers, hand_in, make_browser
from tests.live import LiveTown
from tests.server import find_port
from tests.town import Town

pytestmark = pytest.mark.siege

SECONDS = 8.0
CONNECTIONS = 8
MOST_SECONDS, MOST_GROWTH_MEGABYTES = 10.0, 150
_FORGED = {"webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,AAAA"}
_MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}
_SYLLABLES = ("ca ", "cong an ", "xa ", "danh ", "dao ", "thon ", "tan ngoc ", "a", "b\u0301", "chem ")

Send = Callable[[httpx.Client], httpx.Response]


def _field(name: str, value: str) -> bytes:
    return f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def _file(number: int) -> bytes:
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{number}.jpg"\r\n\r\n'
    return head.encode() + b"\xff\xd8\xff\r\n"


def _mint() -> str:
    return Receipt.mint().reveal()


def _list_kinds(box: str) -> Mapping[str, Send]:
    path = f"/b/{box}"
    many_fields = b"".join(_field(f"f{number}", "x") for number in range(490)) + b"--b--\r\n"
    many_files = b"".join(map(_file, range(400))) + b"--b--\r\n"
    pages = (
        "/nhat-ky",
        "/so-lieu",
        "/an-toan",
        f"{path}/canh-bao",
        "/canh-bao.atom",
        "/noi/08944",
        "/nhan/" + "A" * 43,
    )
    return {
        "490 fields": lambda each: each.post(path, content=many_fields, headers=_MULTIPART),
        "400 files": lambda each: each.post(
            path, content=_field("receipt", _mint()) + _field("what", "x") + many_files, headers=_MULTIPART
        ),
        "padding": lambda each: each.post(path, data={"receipt": _mint(), "what": " ", "padding": "0" * 200_000}),
        "receipts": lambda each: each.post("/tra-cuu", data={"receipt": _mint()}),
        "places": lambda each: each.post("/", data={"place": "".join(random.choices("aăâeêoơôuưy tngxm", k=500))}),  # noqa: S311
        "reading": lambda each: each.post(
            "/doc-truoc",
            data={"what": "".join(random.choices(_SYLLABLES, k=4000))[:10_000], "where": "x" * 9000},  # noqa: S311
        ),
        "numbers": lambda each: each.post("/doc-truoc", data={"what": "0912 " * 2000}),
        "long tips": lambda each: each.post(
            path,
            data={"receipt": _mint(), "what": ("nguoi o thon tan ngoc danh " * 400)[:9990], "asked": "1"},
        ),
        "pages": lambda each: each.get(random.choice(pages)),  # noqa: S311
        "nested text": lambda each: each.post(
            "/hooks/sms/reference", content=b"{" + b'"a":[' * 200_000 + b"}", headers=_FORGED
        ),
        "nested call": lambda each: each.post("/hooks/hotline/calls", content=b"[" * 3_000_000, headers=_FORGED),
        "sign-ins": lambda each: each.post("/officer/sign-in", data={"username": _mint(), "passphrase": _mint()}),
        "second steps": lambda each: each.post(
            "/officer/second-step", data={"code": "000000"}, headers={"Cookie": f"__Host-step={'A' * 43}"}
        ),
        "streams": lambda each: each.get("/officer/events", headers={"Cookie": f"__Host-session={'A' * 43}"}),
        "expectations": lambda each: each.post(path, content=b"x" * 100_000, headers={"Expect": "100-continue"}),
        "long heads": lambda each: each.get("/", headers={f"X-{number}": "v" * 700 for number in range(80)}),
        "long paths": lambda each: each.get("/" + "%2e%2e/" * 200 + "ệ" * 300),
    }


@dataclass
class _Service:
    """The processes of a service."""

    pid: int

    def list_pids(self) -> list[int]:
        below = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        return [self.pid, *map(int, below)]

    def count_megabytes(self) -> int:
        lines = [Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines() for pid in self.list_pids()]
        return sum(int(line.split()[1]) >> 10 for each in lines for line in each if line.startswith("VmRSS"))

    def count_descriptors(self) -> int:
        return sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.list_pids())


@dataclass
class _Siege:
    """One kind of odd request, sent until it is over."""

    url: str
    send: Send
    statuses: Counter[str] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for number in range(CONNECTIONS):
            thread = threading.Thread(target=self._run, args=(number,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, number: int) -> None:
        while not self._over.is_set():
            with make_browser(self.url, f"127.0.66.{number + 1}", seconds=20) as browser:
                try:
                    self.statuses[str(self.send(browser).status_code)] += 1
                except httpx.HTTPError as error:
                    self.statuses[type(error).__name__] += 1


def _live_on(url: str, box: str, pages: list[float], tips: Answers) -> None:
    """Open pages and hand in tips for a while, each from an address of its own."""
    until, number = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        number += 1
        started = time.perf_counter()
        with make_browser(url, f"127.0.9.{number % 250 + 1}") as browser:
            assert browser.get("/").status_code == httpx.codes.OK
        pages.append(time.perf_counter() - started)
        hand_in(url, box, f"127.0.10.{number % 250 + 1}", tips)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_honest_residents_are_answered_whatever_else_is_sent(town: Town, tmp_path: Path) -> None:
    port, box = find_port(), town.box("tanngoc")
    town.settings = town.settings.model_copy(update={"public_url": f"https://localhost:{port}", "proxies_in_front": 1})
    live, statuses = LiveTown(town, processes=2), Counter[str]()
    try:
        with run_caddy(tmp_path, live.server.port, port=port) as caddy:
            service = _Service(live.server.process.pid)
            begun, slowest = service.count_megabytes(), 0.0
            for name, send in _list_kinds(box).items():
                siege, pages, tips = _Siege(caddy.url, send), list[float](), Answers()
                siege.begin()
                _live_on(caddy.url, box, pages, tips)
                siege.end()
                sizes = f"{service.count_megabytes()} MB, {service.count_descriptors()} descriptors"
                sent = f"{siege.statuses.total() / SECONDS:.0f}/s {dict(siege.statuses)}"
                waits = f"pages {statistics.median(pages):.2f} s, slowest {max(pages):.2f} s; tips {tips}"
                print(f"{name}: {sent}; {waits}; {sizes}")  # noqa: T201
                assert tips.refusals == []
                statuses += siege.statuses
                slowest = max(slowest, *pages, *tips.seconds)
            grown = service.count_megabytes() - begun
    finally:
        live.server.stop()
    assert not any(status.startswith("5") for status in statuses)
    assert slowest <= MOST_SECONDS
    assert grown <= MOST_GROWTH_MEGABYTES
