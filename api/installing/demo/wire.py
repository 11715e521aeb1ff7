"""The demo's gateway: there is none. What would go out is written to a file, so that one sees it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import httpx

SENT_TEXTS = "demo-sent-texts.jsonl"


@dataclass(frozen=True, slots=True)
class DemoWire(httpx.BaseTransport):
    """Takes every text, and writes number and words to a file in the demo's folder."""

    folder: Path

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Take a request of any of our adapters."""
        number, text = _read(request)
        line = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "to": number, "text": text}
        file = self.folder / SENT_TEXTS
        file.touch(mode=0o600)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
        return httpx.Response(202)


def _read(request: httpx.Request) -> tuple[str, str]:
    body = request.read()
    if "x-kannel-to" in request.headers:
        return request.headers["x-kannel-to"], body.decode()
    if request.headers["content-type"].startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode())
        return form["To"][0], form["Body"][0]
    message = json.loads(body)
    if "textMessage" in message:
        return message["phoneNumbers"][0], message["textMessage"]["text"]
    return message["data"]["to"], message["data"]["text"]
