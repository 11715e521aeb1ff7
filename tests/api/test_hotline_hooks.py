"""The webhooks of hotline operators, each against signatures that its provider's own package makes."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import func, select

from crypto.receipts import Receipt
from tests.gateways import Text, send, sign
from tests.operators import OPERATORS, Said, sign_call, sign_event, tell
from tests.town import Town, tip_id
from triage.channels.hotline.tables import HotlineCallRow, RecordingRow
from triage.channels.partners.tables import QuarantineRow, SmsArrival
from triage.ground.vocabulary import Priority
from triage.tips.record.tables import Message, Tip

WORDS = "Alo, đêm nào cũng có đánh bạc ở thôn Tân Ngọc, xã Bá Hiến, đông lắm"
POLICE = "Tôi tố cáo anh công an xã nhận tiền của chủ sòng bạc ở thôn Tân Ngọc, Bá Hiến"
NEW_SECRET = secrets.token_hex(16)


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _page(town: Town, username: str) -> str:
    (tip,) = town.list_tips(username)
    return town.officer(username).get(f"/officer/tips/{tip}").text


@pytest.mark.parametrize("adapter", OPERATORS)
def test_call_is_on_the_areas_queue_when_its_words_arrive(town: Town, adapter: str) -> None:
    assert tell(town, adapter, Said(WORDS)).status_code == 200
    page = _page(town, "tanngoc")
    assert WORDS in page
    assert "Đường dây nóng" in page


@pytest.mark.parametrize("adapter", OPERATORS)
def test_tip_is_one_when_the_operator_calls_again(town: Town, adapter: str) -> None:
    said = Said(WORDS)
    assert [tell(town, adapter, said).status_code for _again in range(3)] == [200] * 3
    assert (_count(town, Tip), _count(town, Message)) == (1, 1)


@pytest.mark.parametrize("adapter", OPERATORS)
def test_better_transcription_stands_beside_the_first_when_it_comes_later(town: Town, adapter: str) -> None:
    said = Said(WORDS)
    tell(town, adapter, said)
    better = replace(said, words=WORDS.replace("đông lắm", "đông nhất thứ bảy"), version=2)
    assert tell(town, adapter, better).status_code == 200
    page = _page(town, "tanngoc")
    assert "đông lắm" in page
    assert "đông nhất thứ bảy" in page
    assert "chưa kiểm chứng" in page


@pytest.mark.parametrize("adapter", OPERATORS)
@pytest.mark.parametrize("harm", ["secret", "body", "no signature", "another partner"])
def test_call_is_refused_and_nothing_stored_when_it_is_not_the_operators(town: Town, adapter: str, harm: str) -> None:
    call = sign_call(
        adapter,
        town.partner(adapter),
        Said(WORDS),
        town.clock.now(),
        secret=NEW_SECRET if harm == "secret" else None,
    )
    if harm == "body":
        call = replace(call, body=call.body.replace(b"CA", b"CB", 1))
    if harm == "no signature":
        call = replace(call, headers={name: each for name, each in call.headers.items() if "signature" not in name})
    if harm == "another partner":
        call = replace(call, path="/hooks/hotline/demo-standard")
    answer = call.post(town.gateway())
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert [_count(town, table) for table in (Tip, HotlineCallRow, SmsArrival, QuarantineRow, RecordingRow)] == [0] * 5


@pytest.mark.parametrize("minutes", [-6, 6])
def test_call_is_refused_when_its_time_is_not_now(town: Town, minutes: int) -> None:
    at = town.clock.now() + timedelta(minutes=minutes)
    call = sign_call("hotline", town.partner("hotline"), Said(WORDS), at)
    assert call.post(town.gateway()).status_code == 401


def test_replayed_call_is_known_months_later_when_its_signature_has_no_time(town: Town) -> None:
    call = sign_call("twilio-hotline", town.partner("twilio-hotline"), Said(WORDS), town.clock.now())
    assert call.post(town.gateway()).status_code == 200
    town.clock.advance(days=40)
    assert call.post(town.gateway()).status_code in (200, 503)
    assert _count(town, Message) == 1


def test_hotline_cannot_text_and_a_gateway_cannot_call_when_they_use_each_others_hook(town: Town) -> None:
    text = sign("standard", town.partner("standard"), Text("0912345678", WORDS), town.clock.now())
    assert replace(text, path="/hooks/hotline/demo-standard").post(town.gateway()).status_code == 401
    call = sign_call("hotline", town.partner("hotline"), Said(WORDS), town.clock.now())
    assert replace(call, path="/hooks/sms/demo-hotline").post(town.gateway()).status_code == 401


def test_unknown_event_is_kept_when_an_operator_sends_one(town: Town) -> None:
    partner = town.partner("hotline")
    event = {"type": "hotline.transcribed", "data": {"call_id": "x", "segments": [{"start": 0, "text": ["a"]}]}}
    assert (
        sign_event(partner, event, town.clock.now(), partner.secrets[0].secret).post(town.gateway()).status_code == 202
    )
    with town.database.reading() as session:
        (row,) = session.exec(select(QuarantineRow)).all()
    assert row.fault == "data.segments.0.text: string_type"


def test_text_is_in_the_order_of_time_when_segments_come_out_of_order(town: Town) -> None:
    segments = [
        {"start": 8.0, "end": 9.0, "text": "thôn Tân Ngọc, Bá Hiến"},
        {"start": 0.0, "end": 3.0, "text": "có đánh bạc"},
        {"start": 3.5, "end": 7.0, "text": "ở nhà văn hóa"},
    ]
    tell(town, "hotline", Said(segments=segments))
    assert "có đánh bạc ở nhà văn hóa thôn Tân Ngọc, Bá Hiến" in _page(town, "tanngoc")


def test_call_goes_to_the_duty_desk_when_the_place_was_only_guessed(town: Town) -> None:
    segments = [
        {"start": 0.0, "end": 3.0, "text": "có đánh bạc ở", "confidence": 0.95},
        {"start": 3.0, "end": 4.0, "text": "thôn Tân Ngọc, Bá Hiến", "confidence": 0.2},
    ]
    tell(town, "hotline", Said(segments=segments))
    assert town.list_tips("tanngoc") == []
    page = _page(town, "trucban1")
    assert '<mark title="Máy nghe không chắc">thôn Tân Ngọc, Bá Hiến</mark>' in page


def test_inspectorate_alone_gets_the_call_when_it_accuses_police(town: Town) -> None:
    tell(town, "hotline", Said(POLICE))
    assert town.list_tips("tanngoc") == []
    assert POLICE in _page(town, "thanhtra1")


def test_operators_own_words_accuse_nobody_when_the_voices_are_told_apart(town: Town) -> None:
    segments = [
        {"start": 0.0, "end": 3.0, "text": "Tôi tố cáo công an xã nhận tiền, chị nói thế à?", "speaker": "operator"},
        {"start": 3.0, "end": 6.0, "text": "Không, có trộm xe ở thôn Tân Ngọc, Bá Hiến", "speaker": "caller"},
    ]
    tell(town, "hotline", Said(segments=segments))
    assert "có trộm xe" in _page(town, "tanngoc")


def test_tip_is_urgent_when_the_call_speaks_of_danger_to_life(town: Town) -> None:
    tell(town, "hotline", Said("Cứu với, nó đang cầm dao đâm vợ nó ở thôn Tân Ngọc, Bá Hiến"))
    with town.database.reading() as session:
        assert session.exec(select(Tip.priority)).one() == Priority.LIFE_AT_RISK


def test_name_is_masked_over_a_segments_end_when_the_caller_says_it(town: Town) -> None:
    segments = [
        {"start": 0.0, "end": 1.0, "text": "Tôi tên là"},
        {"start": 1.1, "end": 2.0, "text": "Nguyễn Văn Bình, có đánh bạc ở thôn Tân Ngọc, Bá Hiến", "confidence": 0.3},
    ]
    tell(town, "hotline", Said(segments=segments))
    page = _page(town, "trucban1")
    assert "Nguyễn Văn Bình" not in page
    assert "Tôi tên là" in page


def test_words_go_to_the_thread_and_open_nothing_when_the_caller_names_a_receipt(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    assert tell(town, "hotline", Said("Hôm nay họ lại đánh bạc", receipt=receipt.reveal())).status_code == 200
    (tip,) = town.list_tips("tanngoc")
    assert tip == tip_id(receipt)
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "Hôm nay họ lại đánh bạc" in page
    assert "chưa kiểm chứng" in page


def test_call_is_a_tip_of_its_own_when_the_receipt_is_nobodys(town: Town) -> None:
    tell(town, "hotline", Said(WORDS, receipt=Receipt.mint().reveal()))
    assert WORDS in _page(town, "tanngoc")


def test_call_with_fifty_thousand_words_is_a_tip_when_it_lasted_two_hours(town: Town) -> None:
    lines = [f"câu thứ {number} tối nào họ cũng tụ tập ăn nhậu ồn ào" for number in range(4_999)]
    segments = [
        {"start": number * 1.4, "end": number * 1.4 + 1.3, "text": line, "confidence": 0.9}
        for number, line in enumerate([*lines, "ở thôn Tân Ngọc, xã Bá Hiến"])
    ]
    assert sum(len(line.split()) for line in lines) > 50_000
    assert tell(town, "hotline", Said(segments=segments)).status_code == 200
    page = _page(town, "tanngoc")
    assert "câu thứ 0 " in page
    assert "câu thứ 4998 " in page


def test_nothing_is_stored_when_the_operator_is_a_sandbox(town: Town) -> None:
    partners = town.app.state.context.partners
    sandbox = town.partner("hotline").model_copy(update={"name": "new-one", "confirmation": None})
    partners.add(sandbox)
    call = sign_call("hotline", sandbox, Said(WORDS), town.clock.now())
    answer = call.post(town.gateway())
    assert answer.json() == {"sandbox": True, "would": "tip", "area": "08944-r11", "danger": False}
    assert _count(town, Tip) == 0


def test_text_and_call_of_one_number_are_two_tips_when_both_come(town: Town) -> None:
    send(town, "standard", "+84912345678", WORDS)
    tell(town, "hotline", Said(WORDS))
    assert _count(town, Tip) == 2
