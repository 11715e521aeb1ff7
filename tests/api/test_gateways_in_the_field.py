"""What gateways send where no manual says so: it is read, or ignored by name, and nothing of it is lost."""

import base64
from dataclasses import replace

import pytest
from prometheus_client import REGISTRY
from sqlmodel import func, select
from twilio.request_validator import RequestValidator

from tests.gateways import Call, Text, sign, sign_smsgate, sign_standard
from tests.town import ORIGIN, Town
from triage.channels.partners.tables import QuarantineRow
from triage.tips.record.tables import Message

SENDER = "+84912345678"
WORDS = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
RECEIVED_AT = "2026-11-23T09:17:40.000+07:00"


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _smsgate(town: Town, event: str, payload: object, event_id: object = "e1") -> int:
    partner = town.partner("smsgate")
    told = {"deviceId": "d", "event": event, "id": event_id, "payload": payload, "webhookId": "w"}
    call = sign_smsgate(partner, told, town.clock.now(), partner.secrets[0].secret)
    return int(call.post(town.gateway()).status_code)


def _standard(town: Town, **data: object) -> int:
    partner = town.partner("standard")
    body = {"type": "sms.received", "data": {"id": "1", "from": SENDER, **data}}
    return int(
        sign_standard(partner, body, town.clock.now(), partner.secrets[0].secret).post(town.gateway()).status_code
    )


def _kannel(town: Town, body: bytes, **headers: str) -> int:
    call = sign("kannel", town.partner("kannel"), Text(SENDER, ""), town.clock.now())
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(Call(call.path, {**call.headers, **named}, body).post(town.gateway()).status_code)


def _page(town: Town) -> str:
    (tip,) = town.list_tips("tanngoc")
    return town.officer("tanngoc").get(f"/officer/tips/{tip}").text


def test_text_is_taken_once_when_its_telephone_tells_of_it_under_another_event(town: Town) -> None:
    payload = {"messageId": "a1", "phoneNumber": SENDER, "message": WORDS, "receivedAt": RECEIVED_AT}
    assert [_smsgate(town, "sms:received", payload, f"event {number}") for number in range(3)] == [200] * 3
    assert _count(town, Message) == 1


def test_both_texts_are_taken_when_an_event_id_comes_again_with_other_words(town: Town) -> None:
    for words in (WORDS, "Hôm nay lại đánh bạc"):
        payload = {"messageId": "a1", "phoneNumber": SENDER, "message": words, "receivedAt": RECEIVED_AT}
        assert _smsgate(town, "sms:received", payload, "counted from 1 again") == 200
    assert _count(town, Message) == 2


def test_both_texts_are_taken_when_a_gateway_counts_from_one_again(town: Town) -> None:
    assert [_standard(town, text=words) for words in (WORDS, "Hôm nay lại đánh bạc", WORDS)] == [200] * 3
    assert _count(town, Message) == 2


@pytest.mark.parametrize(
    ("event", "payload", "shown"),
    [
        ("sms:received", {"sender": SENDER, "message": None}, ""),
        ("sms:received", {"sender": 84912345678, "message": 12345}, "12345"),
        ("mms:received", {"sender": SENDER, "subject": WORDS, "size": 4096, "contentClass": "TEXT"}, WORDS),
        ("mms:downloaded", {"sender": SENDER, "subject": None, "body": WORDS, "attachments": [{"partId": 1}]}, WORDS),
        ("mms:downloaded", {"sender": SENDER, "body": WORDS, "attachments": None}, WORDS),
        ("sms:data-received", {"sender": SENDER, "data": base64.b64encode(WORDS.encode()).decode()}, WORDS),
        ("sms:data-received", {"sender": SENDER, "data": base64.b64encode(WORDS.encode("utf-16-be")).decode()}, WORDS),
        ("sms:data-received", {"sender": SENDER, "data": "AAECAwQ="}, "tệp kèm theo, không nhận được"),
    ],
)
def test_message_is_taken_when_it_is_no_plain_text(
    town: Town, event: str, payload: dict[str, object], shown: str
) -> None:
    assert _smsgate(town, event, {"messageId": "m", "receivedAt": RECEIVED_AT, "simNumber": None, **payload}) == 200
    assert (_count(town, Message), _count(town, QuarantineRow)) == (1, 0)
    username = "tanngoc" if WORDS in shown else "trucban1"
    (tip,) = town.list_tips(username)
    assert shown in town.officer(username).get(f"/officer/tips/{tip}").text


def test_each_text_is_taken_once_when_a_telephone_hands_over_several(town: Town) -> None:
    messages = [
        {"messageId": str(each), "sender": SENDER, "message": f"{WORDS} {each}", "receivedAt": RECEIVED_AT}
        for each in range(3)
    ]
    for _again in range(2):
        assert _smsgate(town, "sms:batch:received", {"messages": messages}) == 200
    assert _smsgate(town, "sms:received", messages[0], "alone") == 200
    assert _count(town, Message) == 3


def test_officer_reads_that_a_picture_came_when_it_stayed_on_the_telephone(town: Town) -> None:
    assert _smsgate(town, "mms:received", {"sender": SENDER, "subject": WORDS, "receivedAt": RECEIVED_AT}) == 200
    assert "Có tệp kèm theo, không nhận được." in _page(town)


@pytest.mark.parametrize("event", ["sms:cancelled", "app:started", "system:ping", "system:battery", "call:missed"])
@pytest.mark.parametrize("payload", [{}, None, {"messageId": "x", "reason": None}])
def test_event_is_ignored_and_counted_when_it_tells_of_no_text(town: Town, event: str, payload: object) -> None:
    before = REGISTRY.get_sample_value("homthu_texts_total", {"outcome": "ignored"}) or 0.0
    assert _smsgate(town, event, payload) == 200
    assert (_count(town, Message), _count(town, QuarantineRow)) == (0, 0)
    assert REGISTRY.get_sample_value("homthu_texts_total", {"outcome": "ignored"}) == before + 1


@pytest.mark.parametrize(
    "data",
    [
        {"text": WORDS, "files": None},
        {"text": WORDS, "id": 12345},
        {"text": WORDS, "id": 12345.0},
        {"text": WORDS, "from": 84912345678},
        {"text": WORDS, "from": 912345678},
        {"text": WORDS, "part": {"reference": 81, "number": 1, "of": 1}},
        {"text": WORDS, "part": {"reference": "81", "number": "1", "of": 1.0}},
        {"text": WORDS, "part": None},
        {"text": WORDS, "files": [None, {"url": None}]},
    ],
)
def test_text_is_taken_when_a_field_is_null_or_a_number(town: Town, data: dict[str, object]) -> None:
    assert _standard(town, **data) == 200
    assert WORDS in _page(town)


def test_text_is_taken_when_there_are_only_files(town: Town) -> None:
    assert _standard(town, text=None, files=[{"url": "https://gateway.invalid/1"}]) == 200
    assert (_count(town, Message), _count(town, QuarantineRow)) == (1, 0)


@pytest.mark.parametrize("sender", ["0912345678", 84912345678, 912345678, "84912345678"])
def test_number_is_the_same_one_when_it_comes_as_a_number(town: Town, sender: object) -> None:
    _standard(town, text=WORDS)
    assert _standard(town, **{"id": 2, "from": sender, "text": "Hôm nay lại đánh bạc"}) == 200
    assert "Hôm nay lại đánh bạc" in _page(town)


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UTF-16", "utf-16-be"),
        ("UTF-16", "utf-16"),
        ("UTF-16LE", "utf-16-le"),
        ("UCS-2", "utf-16-be"),
        ("ucs2", "utf-16-be"),
        ("ISO-10646-UCS-2", "utf-16-be"),
        ("UTF-8", "utf-8-sig"),
        ("windows-1258", "windows-1258"),
        ('"utf-8"; format=flowed', "utf-8"),
        ("us-ascii", "utf-8"),
    ],
)
def test_text_is_read_when_its_character_set_has_any_name(town: Town, charset: str, codec: str) -> None:
    words = WORDS if codec != "windows-1258" else "Ðêm nay có bạc ở thôn Tân Ngoc"
    body = words.encode(codec, "ignore")
    assert _kannel(town, body, content_type=f"text/plain; charset={charset}") == 200
    assert (_count(town, Message), _count(town, QuarantineRow)) == (1, 0)
    if words == WORDS:
        assert WORDS in _page(town)


@pytest.mark.parametrize("charset", ["windows-1252", "latin1", "ascii", "ISO-8859-1; x=y", "'cp1252'", "KOI8-R", "l1"])
def test_plain_letters_are_read_when_their_character_set_is_an_old_one(town: Town, charset: str) -> None:
    assert _kannel(town, b"co danh bac o thon Tan Ngoc, Ba Hien", content_type=f"TEXT/PLAIN;Charset={charset}") == 200
    assert "co danh bac o thon Tan Ngoc, Ba Hien" in _page(town)


@pytest.mark.parametrize("charset", ["EBCDIC-X", "base64", "idna", "unicode_escape", "zip", "..", "\x01"])
def test_call_is_kept_when_its_character_set_is_none(town: Town, charset: str) -> None:
    assert _kannel(town, "Đêm nào".encode("utf-16-le"), content_type=f"text/plain; charset={charset}") == 202


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("%05%00%03%81%02%01", "%05%00%03%81%02%02"),
        ("050003810201", "050003810202"),
        ("06 08 04 12 34 02 01", "06 08 04 12 34 02 02"),
        ("%06%08%04%124%02%01", "%06%08%04%124%02%02"),
        ("0B0504158A000000038102 01".replace(" ", ""), "0B0504158A00000003810202"),
    ],
)
def test_parts_are_one_text_in_order_when_the_second_comes_first(town: Town, first: str, second: str) -> None:
    assert _kannel(town, " ở thôn Tân Ngọc, Bá Hiến".encode(), x_kannel_udh=second) == 200
    assert _kannel(town, "Đêm nào cũng có đánh bạc".encode(), x_kannel_udh=first) == 200
    assert WORDS in _page(town)


def test_both_parts_are_taken_when_their_words_are_the_same(town: Town) -> None:
    for number in (1, 2):
        assert _kannel(town, "bạc ở thôn Tân Ngọc, Bá Hiến ".encode(), x_kannel_udh=f"05000381020{number}") == 200
    assert _count(town, Message) == 2


@pytest.mark.parametrize(
    "header", ["", "x", "%", "05", "0500038102", "FF", "050003810003", "050003810200", "0405000381"]
)
def test_text_is_no_part_when_its_header_names_none(town: Town, header: str) -> None:
    assert _kannel(town, WORDS.encode(), x_kannel_udh=header) == 200
    assert WORDS in _page(town)


@pytest.mark.parametrize(
    ("public", "signed"),
    [
        (ORIGIN, f"{ORIGIN}:443"),
        (f"{ORIGIN}:8443", ORIGIN),
        (f"{ORIGIN}:8443", f"{ORIGIN}:8443"),
        (f"{ORIGIN}:8443", f"{ORIGIN}:443"),
        (f"{ORIGIN}:443", ORIGIN),
    ],
)
def test_call_is_genuine_when_its_signature_is_over_another_port(town: Town, public: str, signed: str) -> None:
    town.restart(public_url=public)
    fields = {"MessageSid": "SM1", "From": SENDER, "Body": WORDS}
    secret = town.partner("twilio").secrets[0].secret
    signature = RequestValidator(secret).compute_signature(f"{signed}/hooks/sms/demo-twilio", fields)
    client = town.gateway()
    client.base_url = public
    assert client.post("/hooks/sms/demo-twilio", data=fields, headers={"x-twilio-signature": signature}).is_success


def test_call_is_refused_when_its_signature_is_over_another_host(town: Town) -> None:
    fields = {"MessageSid": "SM1", "From": SENDER, "Body": WORDS}
    secret = town.partner("twilio").secrets[0].secret
    for other in ("https://elsewhere.test", "http://homthu.test", f"{ORIGIN}:444"):
        signature = RequestValidator(secret).compute_signature(f"{other}/hooks/sms/demo-twilio", fields)
        answer = town.gateway().post("/hooks/sms/demo-twilio", data=fields, headers={"x-twilio-signature": signature})
        assert answer.status_code == 401


def test_text_is_taken_when_the_form_has_no_body(town: Town) -> None:
    call = sign("twilio", town.partner("twilio"), Text(SENDER, ""), town.clock.now())
    fields = {"MessageSid": "SM1", "From": SENDER, "NumMedia": "1", "MediaUrl0": "https://api.twilio.com/1"}
    secret = town.partner("twilio").secrets[0].secret
    signature = RequestValidator(secret).compute_signature(f"{ORIGIN}{call.path}", fields)
    assert town.gateway().post(call.path, data=fields, headers={"x-twilio-signature": signature}).status_code == 200
    assert (_count(town, Message), _count(town, QuarantineRow)) == (1, 0)


def test_call_is_known_again_when_the_gateway_writes_its_headers_otherwise(town: Town) -> None:
    call = sign("kannel", town.partner("kannel"), Text(SENDER, WORDS), town.clock.now())
    other = replace(call, headers={**call.headers, "content-type": "TEXT/PLAIN;charset=utf8"})
    assert [each.post(town.gateway()).status_code for each in (call, other)] == [200, 200]
    assert _count(town, Message) == 1
