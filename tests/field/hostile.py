"""One laptop that attacks: slow lines, idle uploads, hostile papers, junk that cries danger; it ends by itself."""

import socket
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from tests.field.honest import Answers, hand_in, make_browser
from tests.town import read_field

ADDRESS = "127.0.66.6"


@dataclass
class Laptop:
    """Attacks until its time is over."""

    url: str
    box: str
    seconds: float
    junk: Answers = field(default_factory=Answers)
    _threads: list[threading.Thread] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        """Begin everything at once."""
        for number in range(64):
            self._start(self._trickle, number)
        for _number in range(16):
            self._start(self._upload_nothing)
            self._start(self._send_paper)
        for number in range(8):
            self._start(self._cry, number)

    def end(self) -> None:
        """Stop, and wait until all lines are closed."""
        self._over.set()
        for thread in self._threads:
            thread.join(120)

    def _start(self, work: Callable[..., object], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _connect(self) -> socket.socket:
        host, port = self.url.removeprefix("http://").split(":")
        return socket.create_connection(("127.0.0.1" if host == "localhost" else host, int(port)), 30, (ADDRESS, 0))

    def _trickle(self, number: int) -> None:
        """Send a head or a body letter by letter, and begin again when the line is ended."""
        host = self.url.removeprefix("http://")
        head = f"POST /b/{self.box} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
        begun = (
            head
            if number % 2
            else f"{head}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9000\r\n\r\n"
        )
        while not self._over.is_set():
            with suppress(OSError), self._connect() as line:
                line.sendall(begun.encode())
                while not self._over.wait(1):
                    line.sendall(b"x")

    def _upload_nothing(self) -> None:
        """Announce thirty megabytes of a photo, send its beginning, and wait."""
        host = self.url.removeprefix("http://")
        body = (
            '--b\r\nContent-Disposition: form-data; name="receipt"\r\n\r\n\r\n--b\r\nContent-Disposition: form-data; '
            'name="what"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\nabc'
        )
        head = (
            f"POST /b/{self.box} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 30000000\r\n\r\n{body}"
        )
        while not self._over.is_set():
            with suppress(OSError), self._connect() as line:
                line.sendall(head.encode())
                line.settimeout(1)
                while not self._over.is_set():
                    try:
                        if not line.recv(1000):
                            break
                    except TimeoutError:
                        continue

    def _send_paper(self) -> None:
        """Send small papers whose pages take very long to draw."""
        paper = make_hostile_paper()
        while not self._over.is_set():
            with suppress(httpx.HTTPError, AssertionError), make_browser(self.url, ADDRESS, seconds=20) as browser:
                receipt = read_field(browser.get(f"/b/{self.box}").text, "receipt")
                form = {"receipt": receipt, "what": "giấy"}
                answer = browser.post(f"/b/{self.box}", data=form, files={"files": ("a.pdf", paper, "application/pdf")})
                self._over.wait(float(answer.headers.get("retry-after", "1")))

    def _cry(self, number: int) -> None:
        """Hand in junk that says that a life is at risk: with the others, two hundred."""
        for _turn in range(25):
            if not self._over.is_set():
                hand_in(self.url, self.box, f"127.0.67.{number + 1}", self.junk, urgency="danger")


def make_hostile_paper() -> bytes:
    """Return a PDF of some kilobytes: twenty pages share one stream, twice deflated, of very many strokes."""
    strokes = b"".join(b"%d %d m %d %d l S\n" % (n % 600, n % 800, (n * 7) % 600, (n * 3) % 800) for n in range(5000))
    drawn = zlib.compress(zlib.compress(b"0.1 w\n" + strokes * 40, 9), 9)
    pages = 20
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))),
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        *(b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 3 0 R >>" for _ in range(pages)),
    ]
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    head, tail = b"xref\n0 %d\n0000000000 65535 f \n" % count, b"trailer\n<< /Size %d /Root 1 0 R >>\n" % count
    return written + head + table + tail + b"startxref\n%d\n%%%%EOF" % len(written)


def wait_until(check: Callable[..., object], seconds: float) -> bool:
    """Ask again and again, for so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        threading.Event().wait(0.2)
    return False
