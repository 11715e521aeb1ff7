"""A test's town served by real processes, and residents who send to it in parallel."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from api.ground.settings import SETTINGS_FILE_VARIABLE
from crypto.receipts import Receipt
from tests.processes import Command
from tests.second_factor import keep_cookies
from tests.server import Server
from tests.town import Town, read_field, write_settings


class LiveTown:
    """Starts ``homthu serve`` on a town's database, and starts it again after it was killed."""

    def __init__(self, town: Town, *, processes: int = 1) -> None:
        self.town = town
        self._processes = processes
        self._settings = town.folder / "settings.json"
        write_settings(town.settings, self._settings)
        self.log = town.folder / "server.log"
        self.server = self._start()

    def _start(self) -> Server:
        return Server(
            "serve",
            "--processes",
            str(self._processes),
            # The worker's keys are another user's: from here they are not there.
            environment={
                SETTINGS_FILE_VARIABLE: str(self._settings),
                "HOMTHU_WORKER_KEY_DIRECTORY": str(self.town.folder / "nowhere"),
            },
            log=self.log,
        )

    def kill_and_restart(self) -> None:
        self.server.kill()
        self.server = self._start()

    def sign_in(self, username: str) -> httpx.Client:
        client = self.server.client()
        form = {"username": username, "passphrase": self.town.passphrases[username]}
        answer = client.post("/officer/sign-in", data=form)
        assert answer.status_code == httpx.codes.SEE_OTHER
        keep_cookies(client, answer.headers.get_list("set-cookie"))
        self.town.take_second_step(client, username, at=datetime.now(UTC))
        return client

    def list_queue(self, username: str) -> Iterator[str]:
        """Yield every page of the officer's queue."""
        client, path = self.sign_in(username), "/officer/queue"
        while path:
            page = client.get(path).text
            yield page
            _before, _mark, rest = page.partition('rel="next" href="')
            path = rest.partition('"')[0].replace("&amp;", "&")


class LiveWorker:
    """``homthu worker`` on a town's database, killed and started again at will."""

    def __init__(self, town: Town, *, name: str = "worker") -> None:
        self._settings = town.folder / "settings.json"
        self._log = town.folder / f"{name}.log"
        write_settings(town.settings, self._settings)
        self.process = self._start()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def kill_and_restart(self) -> None:
        self.kill()
        self.restart()

    def restart(self) -> None:
        """Start it again after :meth:`kill`."""
        self.process = self._start()

    def stop(self) -> str:
        """End it as a service manager would; return what it logged."""
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0
        return self._log.read_text(encoding="utf-8")

    def _start(self) -> Command:
        return Command(["worker"], {SETTINGS_FILE_VARIABLE: str(self._settings)}, self._log)


@dataclass
class Senders:
    """Residents who hand in tips at the same time, and keep the receipts that they were shown."""

    box: str
    count: int
    receipts: list[Receipt] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def send(self, server: Server, each: int) -> None:
        """Everybody sends ``each`` tips, or as many as go through before the server is gone."""
        with ThreadPoolExecutor(self.count) as pool:
            list(pool.map(lambda number: self._send(server, number, each), range(self.count)))

    def send_until_killed(self, server: Server, after: int, *, then_seconds: float = 0.0) -> None:
        """Everybody sends on and on; so long after so many receipts were shown the server is killed."""

        def strike() -> None:
            self._stop.wait(then_seconds)
            server.kill()

        self.send_while(server, after, strike)

    def send_while(self, server: Server, after: int, strike: Callable[[], object], *, each: int = 10_000) -> None:
        """Everybody sends on and on, or ``each`` tips; when ``after`` receipts were shown ``strike`` does its worst."""
        with ThreadPoolExecutor(self.count + 1) as pool:
            for number in range(self.count):
                pool.submit(self._send, server, number, each)
            while len(self.receipts) < after and not self.refusals:
                self._stop.wait(0.005)
            strike()

    def _send(self, server: Server, number: int, each: int) -> None:
        with server.client() as client:
            for turn in range(each):
                try:
                    page = client.get(f"/b/{self.box}")
                    receipt = read_field(page.text, "receipt")
                    form = {"receipt": receipt, "what": f"Việc thứ {turn} của người {number}", "contact": "sđt"}
                    answer = client.post(f"/b/{self.box}", data=form)
                except httpx.TransportError:
                    return
                with self._lock:
                    if answer.status_code == httpx.codes.OK and receipt in answer.text:
                        self.receipts.append(Receipt.parse(receipt))
                    else:
                        self.refusals.append(answer.status_code)
