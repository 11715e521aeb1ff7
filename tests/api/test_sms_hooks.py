"""The webhooks of SMS gateways, each against signatures that its provider's own package makes."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, func, select
from twilio.request_validator import RequestValidator

from tests.gateways import ADAPTERS, Call, Text, send, sign, sign_standard
from tests.town import ORIGIN, Town
from tests.wire import Wire
from triage.channels.partners.tables import PartnerDay, QuarantineRow, SmsArrival
from triage.channels.sms.tables import SmsThread
from triage.tips.record.tables import Message, Tip

SENDER = "+84912345678"
WORDS = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
LONG = "x" * 20_000
NEW_SECRET = secrets.token_hex(16)
WITH_TIME = ("standard", "smsgate")


def _call(town: Town, adapter: str, **changes: object) -> Call:
    return sign(adapter, town.partner(adapter), Text(SENDER, WORDS, id="once"), town.clock.now(), **changes)  # type: ignore[arg-type]


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _assert_nothing_is_stored(town: Town) -> None:
    assert [_count(town, table) for table in (Tip, SmsThread, SmsArrival, QuarantineRow, PartnerDay)] == [0] * 5


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_text_is_on_the_areas_queue_when_a_gateway_hands_it_over(town: Town, adapter: str) -> None:
    answer = _call(town, adapter).post(town.gateway())
    assert (answer.status_code, answer.text) == (200, "")
    (tip,) = town.list_tips("tanngoc")
    assert WORDS in town.officer("tanngoc").get(f"/officer/tips/{tip}").text


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_tip_is_one_when_the_gateway_calls_again(town: Town, adapter: str) -> None:
    for _again in range(3):
        assert _call(town, adapter).post(town.gateway()).status_code == 200
    assert _count(town, Message) == 1
    with town.database.reading() as session:
        assert [(day.received, day.repeated) for day in session.exec(select(PartnerDay))] == [(1, 2)]


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_call_is_refused_when_the_secret_is_wrong(town: Town, adapter: str) -> None:
    answer = _call(town, adapter, secret=NEW_SECRET).post(town.gateway())
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("adapter", [name for name in ADAPTERS if name != "kannel"])
def test_call_is_refused_when_one_byte_of_its_body_is_changed(town: Town, adapter: str) -> None:
    call = _call(town, adapter)
    for place in (0, len(call.body) // 2, len(call.body) - 1):
        changed = bytearray(call.body)
        changed[place] ^= 1
        assert replace(call, body=bytes(changed)).post(town.gateway()).status_code == 401
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("adapter", WITH_TIME)
@pytest.mark.parametrize("minutes", [-6, 6])
def test_call_is_refused_when_its_time_is_not_now(town: Town, adapter: str, minutes: int) -> None:
    at = town.clock.now() + timedelta(minutes=minutes)
    call = sign(adapter, town.partner(adapter), Text(SENDER, WORDS), at)
    assert call.post(town.gateway()).status_code == 401
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("adapter", WITH_TIME)
def test_call_is_refused_when_its_time_is_altered(town: Town, adapter: str) -> None:
    at = town.clock.now() - timedelta(hours=1)
    call = sign(adapter, town.partner(adapter), Text(SENDER, WORDS), at)
    now = str(int(town.clock.now().timestamp()))
    headers = {name: now if name.endswith("timestamp") else value for name, value in call.headers.items()}
    assert replace(call, headers=headers).post(town.gateway()).status_code == 401


@pytest.mark.parametrize("adapter", [name for name in ADAPTERS if name not in WITH_TIME])
def test_old_call_is_known_when_it_is_replayed_months_later(town: Town, adapter: str) -> None:
    call = _call(town, adapter)
    assert call.post(town.gateway()).status_code == 200
    for _month in range(5):
        town.clock.advance(days=28)
        with town.worker(Wire()):
            assert call.post(town.gateway()).status_code == 200
    assert call.post(town.gateway()).status_code == 200
    assert _count(town, Message) == 1


def test_call_is_refused_when_its_signature_stands_in_another_header_form(town: Town) -> None:
    call = _call(town, "standard")
    genuine = str(call.headers["webhook-signature"])
    for signature in ("", "v1", "v1,", "v1,!!!", "v2," + genuine[3:], b"\xfc"):
        headers = {**call.headers, "webhook-signature": signature}
        assert replace(call, headers=headers).post(town.gateway()).status_code == 401


def test_any_of_several_signatures_is_enough_when_a_partner_rotates(town: Town) -> None:
    call = _call(town, "standard")
    headers = {**call.headers, "webhook-signature": "v1,AAAA " + str(call.headers["webhook-signature"])}
    assert replace(call, headers=headers).post(town.gateway()).status_code == 200


def test_both_secrets_are_good_for_a_day_when_one_was_rotated(town: Town) -> None:
    old = town.partner("smsgate").secrets[0].secret
    town.app.state.context.partners.rotate("demo-smsgate", NEW_SECRET, at=town.clock.now())
    for secret in (old, NEW_SECRET):
        assert _call(town, "smsgate", secret=secret).post(town.gateway()).status_code == 200
    town.clock.advance(hours=25)
    assert _call(town, "smsgate", secret=old).post(town.gateway()).status_code == 401
    assert _call(town, "smsgate", secret=NEW_SECRET).post(town.gateway()).status_code == 200


def test_kannel_is_refused_when_it_calls_from_an_unlisted_address(town: Town) -> None:
    client = town.gateway()
    client._transport.client = ("203.0.113.9", 1)  # type: ignore[attr-defined]  # noqa: SLF001, the test client's wire
    assert _call(town, "kannel").post(client).status_code == 401
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("name", ["nobody", "demo-standard2", "..%2f..%2fpepper", "DEMO-STANDARD", "%00", "ü"])
def test_call_is_refused_when_no_partner_has_the_name(town: Town, name: str) -> None:
    assert town.gateway().post(f"/hooks/sms/{name}", content=b"{}").status_code in {401, 404}
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_no_text_comes_by_another_method(town: Town, method: str) -> None:
    assert town.gateway().request(method, "/hooks/sms/demo-standard?from=1&text=x").status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"type": "sms.received", "data": {"id": "1", "text": "x"}}, id="no sender"),
        pytest.param({"type": "sms.received", "data": {"id": "1", "from": SENDER}}, id="no text"),
        pytest.param({"type": "sms.received", "data": {"id": [7], "from": SENDER, "text": "x"}}, id="a wrong type"),
        pytest.param({"type": "sms.received", "data": []}, id="a list"),
        pytest.param([], id="no object"),
        pytest.param({"type": "sms.received", "data": {"id": "1", "from": SENDER, "text": LONG}}, id="too long"),
    ],
)
def test_call_is_kept_sealed_when_it_is_authentic_and_does_not_fit(town: Town, body: object) -> None:
    partner = town.partner("standard")
    call = sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code == 202
    with town.database.reading() as session:
        (row,) = session.exec(select(QuarantineRow)).all()
        assert row.partner == "demo-standard"
        assert SENDER not in row.fault
        assert SENDER.encode() not in row.sealed
    assert _count(town, Tip) == 0


@pytest.mark.parametrize("kind", ["account.paid", "sms.recieved", None])
def test_call_is_kept_when_its_type_is_none_that_is_known(town: Town, kind: str | None) -> None:
    partner = town.partner("standard")
    call = sign_standard(partner, {"type": kind, "data": {}}, town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code == 202
    assert _count(town, QuarantineRow) == 1


def test_text_is_a_text_when_it_comes_to_the_url_of_reports(town: Town) -> None:
    partner = town.partner("standard")
    body = {"type": "sms.received", "data": {"id": "1", "from": SENDER, "text": WORDS}}
    call = sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret, path="/status")
    assert call.post(town.gateway()).status_code == 200
    assert len(town.list_tips("tanngoc")) == 1


def test_texts_wait_when_the_settings_are_others_than_those_that_were_confirmed(town: Town) -> None:
    partners = town.app.state.context.partners
    turned = town.partner("standard").model_copy(update={"name": "turned"})
    partners.add(turned)
    answer = sign("standard", turned, Text(SENDER, WORDS), town.clock.now()).post(town.gateway())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    _assert_nothing_is_stored(town)


@pytest.mark.parametrize("adapter", ["twilio", "kannel"])
def test_sandbox_says_nothing_in_its_body_when_the_gateway_would_pass_it_on(town: Town, adapter: str) -> None:
    made = town.partner(adapter).model_copy(update={"name": "new-one", "confirmation": None})
    town.app.state.context.partners.add(made)
    answer = sign(adapter, made, Text(SENDER, WORDS), town.clock.now()).post(town.gateway())
    assert answer.text == ""
    assert '"area": "08944-r11"' in answer.headers["X-Sandbox"]


def test_one_signed_call_is_one_text_when_its_fields_are_parted_otherwise(town: Town) -> None:
    partner = town.partner("twilio")
    fields = {"Body": WORDS, "From": SENDER, "MessageSid": "SM1", "NumMedia": "0"}
    signature = RequestValidator(partner.secrets[0].secret).compute_signature(f"{ORIGIN}/hooks/sms/demo-twilio", fields)
    other = {"Body": WORDS, "From": SENDER, "MessageSid": "SM1NumMedia0"}
    for each in (fields, other):
        headers = {"x-twilio-signature": signature}
        assert town.gateway().post("/hooks/sms/demo-twilio", data=each, headers=headers).status_code == 200
    assert _count(town, Message) == 1


@pytest.mark.parametrize("name", ["a" * 300, "%00", "..", "a/b"])
@pytest.mark.parametrize("path", ["", "/status", "/days/2026-11", "/days/%00"])
def test_answer_is_no_5xx_when_name_or_month_are_hostile(town: Town, name: str, path: str) -> None:
    assert town.gateway().post(f"/hooks/sms/{name}{path}", content=b"{}").status_code < 500


def test_kannel_is_known_when_the_socket_takes_both_kinds_of_address(town: Town) -> None:
    client = town.gateway()
    client._transport.client = ("::ffff:127.0.0.1", 1)  # type: ignore[attr-defined]  # noqa: SLF001, the test client's wire
    assert _call(town, "kannel").post(client).status_code == 200


def test_answer_says_what_would_be_and_nothing_is_stored_when_the_partner_is_a_sandbox(town: Town) -> None:
    partners = town.app.state.context.partners
    sandbox = town.partner("standard").model_copy(update={"name": "new-one", "confirmation": None})
    partners.add(sandbox)
    at, secret = town.clock.now(), sandbox.secrets[0].secret
    answer = sign("standard", sandbox, Text(SENDER, WORDS), at).post(town.gateway())
    assert answer.json() == {
        "sandbox": True,
        "would": "new",
        "area": "08944-r11",
        "candidates": [],
        "automatic": "received",
    }
    refused = sign_standard(sandbox, {"type": "sms.received", "data": {}}, at, secret).post(town.gateway())
    assert refused.json()["would"] == "quarantine"
    _assert_nothing_is_stored(town)


def test_sandbox_becomes_real_when_the_duty_desk_confirms_it(town: Town) -> None:
    partners = town.app.state.context.partners
    made = town.partner("standard").model_copy(update={"name": "new-one", "confirmation": None})
    partners.add(made)
    desk, page = town.officer("trucban1"), "/officer/partners"
    assert "Chờ xác nhận" in desk.get(page).text
    seen = desk.get(page).text.split('name="seen" value="')[1].split('"')[0]
    assert desk.post(f"{page}/confirm", data={"partner": "new-one", "seen": "0" * 64}).status_code == 409
    assert not partners.is_confirmed(partners.get("new-one"))
    assert desk.post(f"{page}/confirm", data={"partner": "new-one", "seen": seen}).status_code == 200
    assert partners.is_confirmed(partners.get("new-one"))
    assert sign("standard", made, Text(SENDER, WORDS), town.clock.now()).post(town.gateway()).text == ""


def test_confirmation_is_void_when_the_settings_change_after_it(town: Town) -> None:
    partners = town.app.state.context.partners
    turned = town.partner("standard").model_copy(update={"name": "turned", "url": "https://elsewhere.test/send"})
    partners.add(turned)
    assert not partners.is_confirmed(turned)
    renamed = town.partner("standard").model_copy(update={"name": "renamed"})
    assert not partners.is_confirmed(renamed)


@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhtuyen", "thanhtra1"])
def test_page_of_gateways_is_not_there_when_somebody_else_asks(town: Town, username: str) -> None:
    client = town.officer(username)
    assert client.get("/officer/partners").status_code == 404
    assert client.post("/officer/partners/confirm", data={"partner": "demo-standard"}).status_code == 404


def test_month_is_reckoned_up_when_the_partner_asks_for_it(town: Town) -> None:
    for number in range(3):
        send(town, "standard", SENDER, WORDS, id=f"text {number}")
    send(town, "standard", SENDER, WORDS, id="text 0")
    partner = town.partner("standard")
    call = sign_standard(partner, {}, town.clock.now(), partner.secrets[0].secret, path="/days/2026-11")
    (day,) = call.post(town.gateway()).json()["days"]
    assert day == {
        "day": "2026-11-23",
        "received": 3,
        "repeated": 1,
        "quarantined": 0,
        "texts_sent": 0,
        "segments_sent": 0,
    }


def test_retry_is_asked_when_the_worker_has_made_no_key(town: Town) -> None:
    for file in (town.folder / "keys").glob("worker-*"):
        file.unlink()
    answer = _call(town, "standard").post(town.gateway())
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    _assert_nothing_is_stored(town)


def test_text_is_kept_when_our_own_reading_of_it_fails(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError(WORDS)

    monkeypatch.setattr("intake.channels.sms.decide.Reader.decide", fail)
    assert _call(town, "standard").post(town.gateway()).status_code == 202
    monkeypatch.undo()
    with Session(town.database.engine) as session:
        assert session.exec(select(QuarantineRow.fault)).all() == ["the text was not understood"]
