"""Residents who hand in tips while others attack, each from an address of their own, and how long each waited."""

import statistics
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from crypto.receipts import Receipt
from tests.files import make_photo
from tests.town import read_field

WAIT_SECONDS = 60.0


@dataclass
class Answers:
    """What honest residents were answered."""

    receipts: list[Receipt] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, receipt: str, seconds: float) -> None:
        with self._lock:
            self.receipts.append(Receipt.parse(receipt))
            self.seconds.append(seconds)

    def refuse(self, why: str) -> None:
        with self._lock:
            self.refusals.append(why)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        slowest = max(self.seconds, default=0.0)
        counts = f"{len(self.receipts)} answered, {len(self.refusals)} refused"
        return f"{counts}, slowest {slowest:.2f} s, median {self.median:.2f} s"


def make_browser(url: str, address: str, *, seconds: float = WAIT_SECONDS) -> httpx.Client:
    """Return a browser on this machine that comes from a loopback address of its own."""
    transport = httpx.HTTPTransport(local_address=address)
    headers = {"Sec-Fetch-Site": "same-origin"}
    return httpx.Client(transport=transport, base_url=url, headers=headers, timeout=seconds, trust_env=False)


def hand_in(url: str, box: str, address: str, answers: Answers, *, has_photo: bool = False, urgency: str = "") -> None:
    """Hand one tip in, from the page to the receipt."""
    with make_browser(url, address) as browser:
        started = time.perf_counter()
        try:
            receipt = read_field(browser.get(f"/b/{box}").text, "receipt")
            form = {"receipt": receipt, "what": f"Việc thật từ {address}", "urgency": urgency}
            files = {"files": ("a.jpg", make_photo(size=(640, 480)), "image/jpeg")} if has_photo else None
            answer = browser.post(f"/b/{box}", data=form, files=files)
        except (httpx.HTTPError, AssertionError) as error:
            answers.refuse(repr(error))
            return
        seconds = time.perf_counter() - started
        if answer.status_code == httpx.codes.SEE_OTHER and answer.headers["location"].startswith("/nhan/"):
            answers.note(receipt, seconds)
        else:
            answers.refuse(f"{answer.status_code} {answer.headers.get('location', '')[:8]}")


def send_honest(url: str, box: str, *, count: int, photos: int, at_once: int, network: int = 10) -> Answers:
    """Let so many residents hand in, some with a photo, a few at a time."""
    answers = Answers()
    with ThreadPoolExecutor(at_once) as pool:
        sent: list[Future[None]] = [
            pool.submit(hand_in, url, box, f"127.0.{network}.{number + 1}", answers, has_photo=number < photos)
            for number in range(count)
        ]
        for each in sent:
            each.result()
    return answers
