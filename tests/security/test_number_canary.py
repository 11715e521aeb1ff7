"""The canary for numbers: whoever texts stands nowhere but sealed, and no officer's page shows a number."""

import logging

import pytest
from fastapi.testclient import TestClient

from tests.gateways import ADAPTERS, send, sign_standard
from tests.security.canary import assert_nowhere, list_stored_bytes
from tests.town import Town, act
from tests.wire import Wire

# What every way of writing the number has in common.
NUMBER = "987612345"
WRITTEN = {"standard": f"+84{NUMBER}", "twilio": f"+84{NUMBER}", "kannel": f"0{NUMBER}", "smsgate": f"84{NUMBER}"}
WORDS = "Ba người bán hàng trắng sau chợ Cá Vàng thôn Tân Ngọc"
NAME = "Nguyễn Thị Chim Hoàng Yến"
ANSWER = "Hẹn gặp ở quán Bồ Câu Đỏ"
OFFICERS = ("tanngoc", "truongca-binhtuyen", "trucban1", "thanhtra1", "quantri")
PATHS = ("/officer/queue", "/officer/queue?shelf=closed", "/officer/people", "/officer/partners")


def _live_a_day(town: Town, wire: Wire, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one number go through everything that can happen to it."""
    caplog.set_level(logging.DEBUG)
    for adapter in ADAPTERS:
        send(town, adapter, WRITTEN[adapter], f"{WORDS}, tôi là {NAME}, số của tôi 0{NUMBER}")
    send(town, "standard", WRITTEN["standard"], "công an xã nhận tiền của sòng bạc")
    send(town, "standard", WRITTEN["standard"], "MOI: có đánh nhau ở Bình Xuyên")
    _make_trouble(town, monkeypatch)
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text=ANSWER)
    act(officer, tip, "block", block="yes")
    wire.answers = [503, 400]
    with town.worker(wire) as worker:
        for _turn in range(20):
            worker.take_turn()
            town.clock.advance(minutes=1)
    act(officer, tip, "close", disposition="founded", text="Xong.")


def _make_trouble(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong calls: each carries the number into a path of its own."""
    partner, client = town.partner("standard"), town.gateway()
    secret = partner.secrets[0].secret
    for body in (
        {"type": "sms.received", "data": {"from": WRITTEN["standard"], "text": WORDS}},
        {"data": f"0{NUMBER}"},
    ):
        sign_standard(partner, body, town.clock.now(), secret).post(client)
    client.post("/hooks/sms/demo-standard", json={"from": f"0{NUMBER}"})
    monkeypatch.setattr("intake.masking.mask.lay_out_folded", _fail)
    assert send(town, "standard", WRITTEN["standard"], WORDS).status_code == 202
    monkeypatch.undo()
    monkeypatch.setattr("triage.channels.sms.receive.store_tip", _fail)
    assert send(town, "standard", WRITTEN["standard"], f"MOI: {WORDS}").status_code == 500
    monkeypatch.undo()


def _fail(*_arguments: object, **_options: object) -> None:
    message = f"0{NUMBER}: {WORDS}, {NAME}"
    raise RuntimeError(message)


def _read_pages(town: Town) -> dict[str, bytes]:
    shown: dict[str, bytes] = {}
    for username in OFFICERS:
        client: TestClient = town.officer(username)
        tips = [
            f"/officer/tips/{tip}" for shelf in ("mine", "branch", "closed") for tip in town.list_tips(username, shelf)
        ]
        for path in (*PATHS, *tips):
            answer = client.get(path)
            shown[f"{username} {path}"] = answer.content + repr(answer.headers).encode()
    return shown


def test_number_stands_nowhere_but_sealed_when_it_went_through_everything(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    _live_a_day(town, wire, caplog, monkeypatch)
    pages = _read_pages(town)
    assert any(WORDS.encode() in page for page in pages.values()), "an officer must have read the text"
    assert {sent.number for sent in wire.sent} == {f"+84{NUMBER}"}, "the worker must have known the number"
    places = {**pages, **list_stored_bytes(town), "log": caplog.text.encode()}
    places["URLs"] = " ".join(str(request.url) for request in wire.requests).encode()
    for secret in (NUMBER, NAME):
        assert_nowhere(secret, places)


def test_words_stand_nowhere_but_on_their_readers_pages_when_they_went_through_everything(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire = Wire()
    _live_a_day(town, wire, caplog, monkeypatch)
    places = {**list_stored_bytes(town), "log": caplog.text.encode()}
    for secret in (WORDS, ANSWER):
        assert_nowhere(secret, places)


def test_number_opens_with_no_key_of_the_webs_when_its_key_directory_is_taken(town: Town) -> None:
    send(town, "standard", WRITTEN["standard"], WORDS)
    keys = {file.name: file.read_bytes() for file in (town.folder / "keys").rglob("*") if file.is_file()}
    assert not any(name.endswith(".seed") for name in keys)
    assert_nowhere(NUMBER, keys)
