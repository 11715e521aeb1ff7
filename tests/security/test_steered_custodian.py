"""The steered custodian: a server that lies. The tool refuses or warns, in plain words, and sends nothing."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crypto.keys import Seed
from crypto.transcripts import Transcript
from tests.disclosing import Case, make_older, open_case, run_tool, write_request
from tests.town import Town, tip_id

ESCAPE = "\x1b[2J\x1b]0;x\x07\u202e"
OTHER = "Người khác"


@dataclass
class Liar:
    """A server at the true one's address, that hands over what it likes and keeps what it is sent."""

    answer: Callable[["_Handler"], None]
    sent: list[bytes] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    liar: Liar

    def do_GET(self) -> None:
        self.liar.answer(self)

    def do_POST(self) -> None:
        self.liar.sent.append(self.rfile.read(int(self.headers["content-length"])))
        self.reply(200, b'{"why": ""}')

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        pass


@contextmanager
def lie(url: str, answer: Callable[[_Handler], None]) -> Iterator[Liar]:
    """Serve in the true server's place."""
    liar = Liar(answer)
    handler = type("Handler", (_Handler,), {"liar": liar})
    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(url).port or 80), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield liar
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass(frozen=True)
class Stage:
    """An honest request that one custodian's tool saw more than a day ago, and a second one beside it."""

    case: Case
    folder: Path
    inbox: dict[str, Any]
    request: str
    digits: str
    other: dict[str, Any]
    """The other tip's request, as the true server shows it."""

    def approve(self, answer: Callable[[_Handler], None]) -> tuple[str, Liar]:
        with lie(self.case.url, answer) as liar:
            result = run_tool(self.case, self.folder, "approve", self.request, "--digits", self.digits)
        assert result.exit_code == 1, result.output
        return result.output, liar


@pytest.fixture
def stage(town: Town, tmp_path: Path) -> Stage:
    with open_case(town, disclosure_wait_hours=0) as case:
        assert case.ask() == 303
        request, digits = case.request().id, case.digits
        mine, case.tip = case.tip, tip_id(town.hand_in(town.box("tanngoc"), contact=OTHER))
        assert case.ask(request=write_request(case.slip())) == 303
        case.tip = mine
        assert run_tool(case, tmp_path, "list").exit_code == 0
        make_older(tmp_path / "custodian-0.notes.jsonl", timedelta(hours=25))
        inbox = json.loads(case.desk(0).fetch_inbox().model_dump_json())
    others = [each for each in inbox["requests"] if each["id"] != request]
    return Stage(case, tmp_path, inbox, request, digits, others[0])


def _rewrite(shown: dict[str, Any], **changes: str) -> None:
    whole = Transcript.decode(base64.b64decode(shown["transcript"]))
    fields = tuple((name, changes.get(name, value)) for name, value in whole.fields)
    shown["transcript"] = base64.b64encode(Transcript(whole.kind, fields).encode()).decode()


def _swap_key(shown: dict[str, Any], _stage: Stage) -> None:
    shown["public_key"] = base64.b64encode(Seed.generate().public_key.raw).decode()


def _swap_key_in_both(shown: dict[str, Any], _stage: Stage) -> None:
    forged = Seed.generate().public_key
    shown["public_key"] = base64.b64encode(forged.raw).decode()
    _rewrite(shown, key=forged.fingerprint)


def _swap_tip(shown: dict[str, Any], stage: Stage) -> None:
    shown.update({name: stage.other[name] for name in ("subject", "shares", "file_shares")})


def _swap_tip_in_both(shown: dict[str, Any], stage: Stage) -> None:
    _swap_tip(shown, stage)
    _rewrite(shown, tip=stage.other["subject"])


def _put_other_request(shown: dict[str, Any], stage: Stage) -> None:
    shown.update({**stage.other, "id": stage.request})


def _shorten_wait(shown: dict[str, Any], _stage: Stage) -> None:
    shown["open_at"] = shown["asked_at"] = "2020-01-01T00:00:00Z"
    _rewrite(shown, wait_hours="-1")


def _need_one(shown: dict[str, Any], _stage: Stage) -> None:
    shown["needed"] = 1


def _swap_reasons(shown: dict[str, Any], stage: Stage) -> None:
    shown["grounds"] = stage.other["grounds"]


def _unsign(shown: dict[str, Any], _stage: Stage) -> None:
    shown["signature"] = ""


def _swap_asker(shown: dict[str, Any], _stage: Stage) -> None:
    shown["asker_key"] = base64.b64encode(Seed.generate().public_key.raw).decode()


def _drop_voucher(shown: dict[str, Any], _stage: Stage) -> None:
    shown["voucher"] = ""


def _move_service(shown: dict[str, Any], _stage: Stage) -> None:
    _rewrite(shown, installation="https://tin.example")


def _write_escapes(shown: dict[str, Any], _stage: Stage) -> None:
    shown["asker"] = shown["about"] = ESCAPE
    _rewrite(shown, area=ESCAPE, document=ESCAPE)


@pytest.mark.parametrize(
    "forge",
    [
        _swap_key,
        _swap_key_in_both,
        _swap_tip,
        _swap_tip_in_both,
        _put_other_request,
        _shorten_wait,
        _need_one,
        _swap_reasons,
        _unsign,
        _swap_asker,
        _drop_voucher,
        _move_service,
        _write_escapes,
    ],
    ids=lambda forge: forge.__name__.strip("_"),
)
@pytest.mark.sampled(3)
def test_nothing_is_sent_when_the_server_hands_over_another_request(
    stage: Stage, forge: Callable[[dict[str, Any], Stage], None]
) -> None:
    inbox = json.loads(json.dumps(stage.inbox))
    forge(next(each for each in inbox["requests"] if each["id"] == stage.request), stage)
    output, liar = stage.approve(lambda handler: handler.reply(200, json.dumps(inbox).encode()))
    assert "Nothing was sent" in output
    assert liar.sent == []
    assert "\x1b" not in output
    assert "\u202e" not in output


def _be_older(inbox: dict[str, Any]) -> None:
    inbox["head_number"] -= 3


def _swap_custodian(inbox: dict[str, Any]) -> None:
    forged = Seed.generate().public_key
    inbox["custodians"][1].update(
        fingerprint=forged.fingerprint, public_key=base64.b64encode(forged.raw).decode(), name=ESCAPE
    )


def _need_fewer(inbox: dict[str, Any]) -> None:
    inbox["needed"] = 1


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "forge", [_be_older, _swap_custodian, _need_fewer], ids=lambda forge: forge.__name__.strip("_")
)
def test_nothing_is_sent_when_the_server_lies_about_journal_or_custodians(
    stage: Stage, forge: Callable[[dict[str, Any]], None]
) -> None:
    inbox = json.loads(json.dumps(stage.inbox))
    forge(inbox)
    output, liar = stage.approve(lambda handler: handler.reply(200, json.dumps(inbox).encode()))
    assert "Nothing was sent" in output
    assert ("WARNING" in output, liar.sent, "\x1b" in output) == (True, [], False)


def test_custodian_approves_after_acknowledging_when_the_warning_has_a_good_reason(
    stage: Stage,
) -> None:
    lost = {**stage.inbox, "requests": [each for each in stage.inbox["requests"] if each["id"] == stage.request]}
    output, _liar = stage.approve(lambda handler: handler.reply(200, json.dumps(lost).encode()))
    assert "was waiting and is no longer shown" in output
    number = output.partition("WARNING ")[2].split()[0]
    with lie(stage.case.url, lambda handler: handler.reply(200, json.dumps(lost).encode())) as liar:
        asked = run_tool(stage.case, stage.folder, "acknowledge", number, typed="y\n")
        assert f"Acknowledged the warning {number}" in asked.output
        given = run_tool(stage.case, stage.folder, "approve", stage.request, "--digits", stage.digits)
    assert (given.exit_code, len(liar.sent)) == (0, 1), given.output


def _send_endlessly(handler: _Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    piece = b" " * (1 << 20)
    try:
        for _each in range(100):
            handler.wfile.write(piece)
    except OSError:
        return


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (_send_endlessly, "AnswerTooLong"),
        (lambda handler: handler.reply(302, b"", location="http://127.0.0.1:9/"), "302"),
        (lambda handler: handler.reply(200, b"[]"), "cannot be read"),
        (lambda handler: handler.reply(200, b'{"custodians": "' + ESCAPE.encode() + b'"}'), "cannot be read"),
        (lambda handler: handler.reply(409, b'{"why": "\\u001b[2J"}'), "409"),
        (lambda handler: handler.reply(500, ESCAPE.encode()), "500"),
    ],
    ids=["100 MB", "redirect", "another shape", "escapes", "escapes in a refusal", "an error"],
)
def test_tool_ends_in_plain_words_when_the_answer_is_none(
    stage: Stage, answer: Callable[[_Handler], None], said: str
) -> None:
    output, liar = stage.approve(answer)
    assert said in output
    assert (liar.sent, "\x1b" in output, "Traceback" in output) == ([], False, False)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("server", ["http://tin.example", "ftp://127.0.0.1", "tin.example", "https://", "http://[::1"])
def test_address_is_refused_when_others_could_read_on_the_way(stage: Stage, server: str) -> None:
    result = run_tool(stage.case, stage.folder, "list", server=server)
    assert (result.exit_code, "must begin with https://" in result.output) == (1, True), result.output
