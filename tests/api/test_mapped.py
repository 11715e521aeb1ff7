"""Gateways by mapping: what each hands over is read, what is not its own is refused, and texts go out its way."""

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import func, select

from api.commands.main import main
from intake.channels.partners.call import RawCall
from intake.channels.partners.mapping import SHIPPED, MappingBroken, read_mapping
from intake.channels.partners.partner import Partner
from intake.channels.sms.adapters.mapped import MappedAdapter
from intake.channels.sms.adapters.protocol import Handed, OutgoingText
from intake.channels.sms.call import DeliveryReport, Fate, IncomingText
from intake.ground.errors import CallRejected, CallUnreadable
from tests.gateways import Call
from tests.mappings import RECEIVING, SENDING_ONLY, Sms, make_partner, sign_mapped, write_call
from tests.town import ORIGIN, FakeClock, Town
from triage.channels.partners.tables import QuarantineRow
from triage.tips.record.tables import Message

SENDER, WORDS = "+84912345678", "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
AT = FakeClock().now()
OUT = OutgoingText("5b0e", SENDER, "Đã nhận “thông tin” {1}.")


def _raw(call: Call, address: str = "127.0.0.1") -> RawCall:
    headers = {name: str(value) for name, value in call.headers.items()}
    return RawCall(f"{ORIGIN}{call.path}", headers, call.body, address)


def _adapter(partner: Partner) -> MappedAdapter:
    assert partner.mapping is not None
    return MappedAdapter(partner.mapping)


def _send(name: str) -> tuple[dict[str, str], str, tuple[str, str] | None]:
    partner = make_partner(name)
    request = _adapter(partner).write(OUT, partner, status_url=f"{ORIGIN}/hooks/sms/by-{name}/status", at=AT)
    return request.headers, request.content.decode(), request.account


def _confirm(town: Town, partner: Partner) -> None:
    partners = town.app.state.context.partners
    partners.add(partner)
    desk, page = town.officer("trucban1"), "/officer/partners"
    seen = desk.get(page).text.split(f"<h2>{partner.name} ")[1].split('name="seen" value="')[1].split('"')[0]
    assert desk.post(f"{page}/confirm", data={"partner": partner.name, "seen": seen}).status_code == 200


def test_each_shipped_mapping_is_tried() -> None:
    assert {file.stem for file in SHIPPED.glob("*.toml")} == {*RECEIVING, *SENDING_ONLY}


@pytest.mark.parametrize("name", RECEIVING)
def test_text_is_read_when_the_gateway_hands_it_over(name: str) -> None:
    partner = make_partner(name)
    call = _raw(write_call(partner, Sms(SENDER, WORDS), AT))
    _adapter(partner).verify(call, partner, at=AT)
    (text,) = _adapter(partner).read(call)
    assert isinstance(text, IncomingText)
    assert text.text == WORDS
    assert text.sender.removeprefix("+") == SENDER.removeprefix("+")


@pytest.mark.parametrize("name", [each for each in RECEIVING if each != "jasmin"])
def test_call_is_refused_when_another_secret_proves_it(name: str) -> None:
    partner = make_partner(name)
    other = partner.model_copy(update={"secrets": make_partner("sinch").secrets})
    with pytest.raises(CallRejected):
        _adapter(partner).verify(_raw(write_call(partner, Sms(SENDER, WORDS), AT)), other, at=AT)


@pytest.mark.parametrize("name", ["jasmin", "plivo"])
def test_call_is_refused_when_it_comes_from_elsewhere(name: str) -> None:
    partner = make_partner(name)
    with pytest.raises(CallRejected):
        _adapter(partner).verify(_raw(write_call(partner, Sms(SENDER, WORDS), AT), "203.0.113.9"), partner, at=AT)


@pytest.mark.parametrize("name", ["vonage", "telnyx", "bird"])
def test_call_is_refused_when_one_byte_of_its_body_is_changed(name: str) -> None:
    partner = make_partner(name)
    call = write_call(partner, Sms(SENDER, WORDS), AT)
    with pytest.raises(CallRejected):
        _adapter(partner).verify(_raw(replace(call, body=call.body.replace(b"Ng", b"ng"))), partner, at=AT)


@pytest.mark.parametrize("name", ["vonage", "telnyx", "bird", "httpsms"])
def test_call_is_refused_when_it_is_old(name: str) -> None:
    partner = make_partner(name)
    clock = FakeClock()
    clock.advance(hours=1)
    with pytest.raises(CallRejected):
        _adapter(partner).verify(_raw(write_call(partner, Sms(SENDER, WORDS), AT)), partner, at=clock.now())


@pytest.mark.parametrize("name", [each for each in RECEIVING if each != "jasmin"])
def test_call_is_refused_when_its_proof_is_missing_or_nonsense(name: str) -> None:
    partner = make_partner(name)
    call = write_call(partner, Sms(SENDER, WORDS), AT)
    for value in ("", "x", "Bearer", "Bearer a.b.c", "Bearer ..", "Basic !", "\xfc", "Bearer eyJhbGciOiJub25lIn0.e30."):
        headers = {each: value if each != "content-type" else old for each, old in call.headers.items()}
        with pytest.raises(CallRejected):
            _adapter(partner).verify(_raw(replace(call, headers=headers)), partner, at=AT)


def test_text_is_a_tip_once_when_a_confirmed_gateway_calls_again(town: Town) -> None:
    partner = make_partner("infobip")
    _confirm(town, partner)
    for _again in range(2):
        assert write_call(partner, Sms(SENDER, WORDS), town.clock.now()).post(town.gateway()).status_code == 200
    assert len(town.list_tips("tanngoc")) == 1
    body = {"results": [{"messageId": str(each), "from": "84987654321", "text": f"Tin {each}"} for each in range(3)]}
    call = sign_mapped(partner, json.dumps(body).encode(), {"content-type": "application/json"}, town.clock.now())
    assert call.post(town.gateway()).status_code == 200
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Message)).one() == 4


def test_call_is_kept_or_ignored_when_it_is_no_text(town: Town) -> None:
    partner = make_partner("httpsms")
    _confirm(town, partner)
    for event, status in (("message.phone.sent", 200), ("phone.heartbeat.offline", 200), ("message.new.kind", 202)):
        body = json.dumps({"type": event, "data": {"contact": SENDER, "content": None}}).encode()
        assert sign_mapped(partner, body, {}, town.clock.now()).post(town.gateway()).status_code == status
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(QuarantineRow)).one() == 1


def test_answer_is_what_the_gateway_waits_for(town: Town) -> None:
    partner = make_partner("jasmin")
    _confirm(town, partner)
    client = town.gateway()
    client._transport.client = ("127.0.0.1", 1)  # type: ignore[attr-defined]  # noqa: SLF001, the test client's wire
    assert write_call(partner, Sms(SENDER, WORDS), town.clock.now()).post(client).text == "ACK/Jasmin"


@pytest.mark.parametrize(
    ("name", "body", "query", "fate"),
    [
        ("infobip", {"results": [{"messageId": "5b0e", "status": {"groupName": "DELIVERED"}}]}, "", Fate.DELIVERED),
        ("infobip", {"results": [{"messageId": "5b0e", "status": {"groupName": "REJECTED"}}]}, "", Fate.FAILED),
        ("vonage", {"message_uuid": "x", "client_ref": "5b0e", "status": "undeliverable"}, "", Fate.FAILED),
        ("sinch", {"type": "recipient_delivery_report_sms", "status": "Delivered"}, "?id=5b0e", Fate.DELIVERED),
        (
            "telnyx",
            {"data": {"event_type": "message.finalized", "payload": {"to": [{"status": "delivered"}]}}},
            "?id=5b0e",
            Fate.DELIVERED,
        ),
        ("bird", {"payload": {"direction": "outgoing", "reference": "5b0e", "status": "sent"}}, "", Fate.SENT),
        ("plivo", "MessageUUID=m&Status=delivered&From=8088&To=84912345678", "?id=5b0e", Fate.DELIVERED),
        ("jasmin", "id=u&level=3&message_status=DELIVRD&subdate=1", "?id=5b0e", Fate.DELIVERED),
    ],
)
def test_report_is_read_when_the_gateway_tells_of_a_text_of_ours(
    name: str, body: object, query: str, fate: Fate
) -> None:
    partner = make_partner(name)
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    call = _raw(sign_mapped(partner, raw, {}, AT, query=query))
    _adapter(partner).verify(call, partner, at=AT)
    assert _adapter(partner).read(call) == (DeliveryReport("5b0e", fate),)


@pytest.mark.parametrize("name", [*RECEIVING, *SENDING_ONLY])
def test_words_and_number_stand_whole_in_what_is_sent(name: str) -> None:
    headers, body, _account = _send(name)
    numbers = ("84912345678", "0912345678")
    if headers["content-type"].startswith("application/json"):
        written = json.dumps(json.loads(body), ensure_ascii=False)
        assert json.dumps(OUT.text, ensure_ascii=False)[1:-1] in written
    else:
        fields = parse_qs(body)
        sent = bytes.fromhex(fields["hex-content"][0]).decode("utf-16-be") if name == "jasmin" else fields["msg"][0]
        assert sent == OUT.text
    assert any(number in body for number in numbers)


@pytest.mark.parametrize(
    ("name", "status", "answer", "handed"),
    [
        ("esms", 200, {"CodeResult": "100", "SMSID": "x"}, Handed.TAKEN),
        ("esms", 200, {"CodeResult": 100}, Handed.TAKEN),
        ("esms", 200, {"CodeResult": "101", "ErrorMessage": "Authorize Failed"}, Handed.REFUSED),
        ("speedsms", 200, {"status": "error", "code": "300"}, Handed.REFUSED),
        ("infobip", 200, {}, Handed.TAKEN),
        ("infobip", 500, {}, Handed.AGAIN),
        ("esms", 200, "no JSON", Handed.UNSURE),
    ],
)
def test_answer_means_what_the_mapping_says(name: str, status: int, answer: object, handed: Handed) -> None:
    body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
    assert _adapter(make_partner(name)).read_answer(status, body) is handed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = 'x'", "source: Field required"),
        ("title = 'x'\nsource = 'y'", "nothing says what the gateway does"),
        ("title = 'x'\nsource = 'y'\n[text]\nsender = '/a'\ntext = '/b'\nid = '/c'", "write [[proof]]"),
        (
            "title = 'x'\nsource = 'y'\n[text]\nsender = 'a'\ntext = '/b'\nid = '/c'",
            "text.sender: write a JSON pointer",
        ),
        ("title = 'x'\nsource = 'y'\n[text]\nsender = '/a'\ntext = '/b'", "name id or time"),
        (
            "title = 'x'\nsource = 'y'\n[send]\nmethod = 'GET'\n[send.form]\na = 'b'",
            "send.method: Input should be 'POST'",
        ),
        ("title = 'x'\nsource = 'y'\n[send.json]\na = '{words}'", "{words} is none of {to}"),
        ("title = 'x'\nsource = 'y'\n[send.form]\na = '{to'", "a brace stands alone"),
        ("title = 'x'\nsource = 'y'\n[[proof]]\nkind = 'hmac'\nsigned = '{timestamp}'", "no header for it is named"),
        ("title = 'x'\nsource = 'y'\nfoo = 1", "foo: Extra inputs are not permitted"),
        ("title = ", "areas.toml"),
    ],
)
def test_fault_is_named_when_a_mapping_is_broken(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "areas.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingBroken) as caught:
        read_mapping(file)
    assert said in str(caught.value)


def test_command_says_what_it_understood_and_what_would_be_sent(tmp_path: Path) -> None:
    partner, sample = make_partner("sinch"), tmp_path / "sample.http"
    call = write_call(partner, Sms(SENDER, WORDS), AT)
    head = "\n".join([f"POST {call.path} HTTP/1.1", *(f"{name}: {value!s}" for name, value in call.headers.items())])
    sample.write_bytes(head.encode() + b"\n\n" + call.body)
    arguments = ["partner", "try", "sinch", str(sample), "--secret", partner.secrets[0].secret]
    output = CliRunner().invoke(main, arguments).output
    assert f"a text from 84912345678, 0 files: {WORDS}" in output
    assert "the proof holds" in output
    assert "POST https://gateway.invalid/" in output
    assert "does not hold" in CliRunner().invoke(main, [*arguments[:-1], "other"]).output
    sample.write_text("GET / HTTP/1.1\n\n", encoding="utf-8")
    assert "the sample begins with" in CliRunner().invoke(main, arguments).output
    assert (
        "is neither a file nor one of bird, esms"
        in CliRunner().invoke(main, ["partner", "try", "x", str(sample)]).output
    )


def test_statement_that_the_desk_signs_changes_with_the_mapping() -> None:
    partner = make_partner("sinch")
    assert partner.mapping is not None
    turned = partner.mapping.model_copy(update={"answer": "x"})
    assert partner.model_copy(update={"mapping": turned}).statement() != partner.statement()


@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["results", "data", "payload", "type", "from", "text", "id", "to"]), each)
        ),
    )
)
@pytest.mark.parametrize("name", RECEIVING)
def test_call_is_read_or_kept_when_it_is_anything(name: str, body: object) -> None:
    raw = RawCall(ORIGIN, {}, json.dumps(body).encode(), "")
    try:
        _adapter(make_partner(name)).read(raw)
    except CallUnreadable:
        return
