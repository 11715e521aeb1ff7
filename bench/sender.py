"""The residents' side of the acceptance benchmark, in a process of its own: ``python -m bench.sender``.

Requests are written before the clock starts, and answers are only looked at for their status and the receipt, so that
what is measured is the server.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from crypto.receipts import Receipt

TEXT = "Nhà cuối ngõ tối nào cũng có người lạ tụ tập, sáng ra thấy kim tiêm. Trẻ con đi học qua đó rất sợ. " * 3


@dataclass
class Tally:
    """What one run counted."""

    accepted: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest_ms: float = 0.0


def write_request(host: str, box: str) -> tuple[bytes, bytes]:
    """Return one tip as it goes over the wire, and the receipt that must come back."""
    receipt = Receipt.mint().reveal()
    form = {"receipt": receipt, "what": TEXT, "where": "đầu ngõ 12", "category": "drugs", "contact": "0912 345 678"}
    body = urlencode(form).encode()
    head = (
        f"POST /b/{box} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body, receipt.encode()


async def send_all(host: str, port: int, box: str, *, senders: int, each: int) -> Tally:
    """Let every sender send its tips one after the other over one connection."""
    tally = Tally()
    written = [[write_request(host, box) for _ in range(each)] for _ in range(senders)]
    started = time.perf_counter()
    await asyncio.gather(*(_send(port, requests, tally) for requests in written))
    tally.seconds = time.perf_counter() - started
    return tally


async def _send(port: int, requests: list[tuple[bytes, bytes]], tally: Tally) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    for request, receipt in requests:
        sent = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length)
        tally.slowest_ms = max(tally.slowest_ms, 1000 * (time.perf_counter() - sent))
        if head.startswith(b"HTTP/1.1 200") and receipt in body:
            tally.accepted += 1
        else:
            tally.refused += 1
    writer.close()
    await writer.wait_closed()


if __name__ == "__main__":
    _host, _port, _box, _senders, _each = sys.argv[1:]
    result = asyncio.run(send_all(_host, int(_port), _box, senders=int(_senders), each=int(_each)))
    print(json.dumps(asdict(result)))
