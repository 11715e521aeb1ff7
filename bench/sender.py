"""The senders' side of the acceptance benchmarks, in a process of its own: ``python -m bench.sender``.

Residents' browsers (``web``, to a box), an SMS gateway (``text``) or a hotline operator (``call``), with their secrets.

Requests are written before the clock starts, and answers are only looked at for their status and the receipt, so that
what is measured is the server.
"""

import asyncio
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import cycle
from urllib.parse import urlencode

from standardwebhooks import Webhook

from crypto.receipts import Receipt

SMS = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến, đông nhất là thứ bảy"
SPEECH = (
    "dạ vâng tôi nghe đây",
    "tối nào họ cũng tụ tập rất đông",
    "khoảng mười giờ đêm thì có xe đến",
    "con cháu trong nhà sợ lắm không dám ra ngoài",
    "nó cứ mở nhạc to rồi chửi bới",
    "tôi không biết tên chỉ biết người ta gọi là Tuấn",
    "mấy hôm trước có cả người bị đánh chảy máu đầu",
)
TEXT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm. Trẻ con đi học qua đó rất sợ. " * 3


@dataclass
class Tally:
    """What one run counted."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    p99_ms: float = 0.0
    slowest_ms: float = 0.0


@dataclass(frozen=True)
class Written:
    """A request as it goes over the wire, and what must stand in the answer."""

    request: bytes
    expected: bytes


def write_tip(host: str, box: str) -> Written:
    """Return one tip; the answer must lead to its receipt."""
    receipt = Receipt.mint().reveal()
    form = {"receipt": receipt, "what": TEXT, "where": "đầu ngõ 12", "category": "drugs", "contact": "0912 345 678"}
    body = urlencode(form).encode()
    head = (
        f"POST /b/{box} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Written(head.encode() + body, b"/nhan/")


def write_text(host: str, partner: str, secret: str) -> Written:
    """Return one text of a number that nobody has, signed as the reference interface asks."""
    text_id = secrets.token_hex(8)
    sender = f"+849{secrets.randbelow(10**8):08}"
    data = {"id": text_id, "from": sender, "text": f"{SMS} {text_id}"}
    return _write_hook(f"/hooks/sms/{partner}", host, secret, text_id, {"type": "sms.received", "data": data})


def _write_hook(path: str, host: str, secret: str, event_id: str, event: object) -> Written:
    body, at = json.dumps(event, ensure_ascii=False), datetime.now(UTC)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"webhook-id: {event_id}\r\nwebhook-timestamp: {int(at.timestamp())}\r\n"
        f"webhook-signature: {Webhook(secret).sign(event_id, at, body)}\r\nContent-Length: {len(body.encode())}\r\n\r\n"
    )
    return Written((head + body).encode(), b"")


def write_call(host: str, partner: str, secret: str) -> Written:
    """Return one call with its words, as the reference interface tells it; of a number that nobody has."""
    segments = [
        {"start": 4.0 * number, "end": 4.0 * number + 3.5, "text": SMS, "confidence": 0.9} for number in range(6)
    ]
    return _write_call(host, partner, secret, segments)


def write_long_call(host: str, partner: str, secret: str) -> Written:
    """Return a call of two hours: 5,000 segments of running speech, the place in the last."""
    segments = [
        {"start": 1.4 * number, "end": 1.4 * number + 1.3, "text": SPEECH[number % len(SPEECH)], "confidence": 0.9}
        for number in range(4999)
    ]
    return _write_call(host, partner, secret, [*segments, {"start": 7000.0, "text": SMS}])


def _write_call(host: str, partner: str, secret: str, segments: list[dict[str, object]]) -> Written:
    call_id = secrets.token_hex(8)
    caller = f"+849{secrets.randbelow(10**8):08}"
    data = {"call_id": call_id, "from": caller, "seconds": 60, "language": "vi", "segments": segments}
    return _write_hook(
        f"/hooks/hotline/{partner}", host, secret, call_id, {"type": "hotline.transcribed", "data": data}
    )


async def send_all(port: int, writing: Iterator[Written], *, senders: int, each: int) -> Tally:
    """Let every sender send one request after the other over one connection."""
    tally, spans = Tally(), list[float]()
    written = [[next(writing) for _ in range(each)] for _ in range(senders)]
    started = time.perf_counter()
    await asyncio.gather(*(_send(port, requests, tally, spans) for requests in written))
    tally.seconds = time.perf_counter() - started
    spans.sort()
    tally.p99_ms, tally.slowest_ms = spans[len(spans) * 99 // 100], spans[-1]
    return tally


async def _send(port: int, requests: list[Written], tally: Tally, spans: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    for each in requests:
        sent = time.perf_counter()
        writer.write(each.request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        spans.append(1000 * (time.perf_counter() - sent))
        is_taken = head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303"))
        if is_taken and each.expected in head + body:
            tally.accepted += 1
        else:
            tally.refused += 1
    writer.close()
    await writer.wait_closed()


def _write_all(kind: str, host: str, target: str, secret: str) -> Iterator[Written]:
    # Several boxes, with commas between them, take turns.
    for each in cycle(target.split(",")):
        yield write_tip(host, each) if kind == "web" else _HOOKS[kind](host, each, secret)


def run_sender(  # noqa: PLR0913, they are the sender's command line
    kind: str, host: str, port: int, target: str, *, senders: int, each: int, secret: str = ""
) -> dict[str, float]:
    """Let so many senders send so many each, from another process, and return what was counted."""
    arguments = [kind, host, str(port), target, str(senders), str(each), secret]
    finished = subprocess.run(
        [sys.executable, "-m", "bench.sender", *arguments], check=True, capture_output=True, text=True
    )
    tally: dict[str, float] = json.loads(finished.stdout)
    return tally


_HOOKS = {"text": write_text, "call": write_call, "long call": write_long_call}


if __name__ == "__main__":
    _kind, _host, _port, _target, _senders, _each, *_secret = sys.argv[1:]
    _writing = _write_all(_kind, _host, _target, "".join(_secret))
    print(json.dumps(asdict(asyncio.run(send_all(int(_port), _writing, senders=int(_senders), each=int(_each))))))
