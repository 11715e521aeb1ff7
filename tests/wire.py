"""The wire to the gateways: takes what goes out, and answers as a test says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx


@dataclass(frozen=True)
class Sent:
    """A text as the gateway got it."""

    id: str
    number: str
    words: str


@dataclass
class Wire(httpx.BaseTransport):
    """A gateway of every interface. ``answers`` are given one after the other, then 200."""

    sent: list[Sent] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[int | Exception] = field(default_factory=list)
    on_request: Callable[[], None] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        if self.on_request is not None:
            self.on_request()
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        if answer < httpx.codes.BAD_REQUEST:
            self.sent.append(read_sent(request))
        return httpx.Response(answer)

    @property
    def words(self) -> list[str]:
        return [each.words for each in self.sent]


def read_sent(request: httpx.Request) -> Sent:
    body = request.content
    if "x-kannel-to" in request.headers:
        report_id = parse_qs(request.headers["x-kannel-dlr-url"].partition("?")[2])["id"][0]
        return Sent(report_id, request.headers["x-kannel-to"], body.decode())
    if request.headers["content-type"].startswith("application/x-www-form-urlencoded"):
        form = parse_qs(body.decode())
        report_id = parse_qs(form["StatusCallback"][0].partition("?")[2])["id"][0]
        return Sent(report_id, form["To"][0], form["Body"][0])
    message = json.loads(body)
    if "textMessage" in message:
        return Sent(message["id"], message["phoneNumbers"][0], message["textMessage"]["text"])
    return Sent(message["data"]["id"], message["data"]["to"], message["data"]["text"])
