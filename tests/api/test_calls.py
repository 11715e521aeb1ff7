"""The call-taker's form: drafts, receipts that are read out, calls that ring, and who may not see any of it."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from crypto.receipts import Receipt
from tests.operators import Said, sign_event, tell
from tests.town import Town, act, read_field, tip_id
from tests.wire import Wire
from triage.channels.hotline.tables import CallDraftRow, CallerRow
from triage.custody.keeping.tables import IdentityRow
from triage.tips.record.tables import Message, Tip, TipReceipt

WHAT = "Đêm nào cũng đánh bạc ở thôn Tân Ngọc, xã Bá Hiến"
CALLER = "+84912345678"


def _form(desk: TestClient, **fields: str) -> dict[str, str]:
    page = desk.post("/officer/calls/new", data={"ringing": "", **fields}).text
    kept = {name: read_field(page, name) for name in ("receipt", "ringing", "recording", "began")}
    return {**kept, "what": WHAT}


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _ring(town: Town, call_id: str, caller: str | None = CALLER) -> int:
    partner = town.partner("hotline")
    event = {"type": "hotline.ringing", "data": {"call_id": call_id, "from": caller}}
    call = sign_event(partner, event, town.clock.now(), partner.secrets[0].secret)
    return int(call.post(town.gateway()).status_code)


def test_call_is_on_the_areas_queue_when_it_is_handed_in(town: Town) -> None:
    desk = town.officer("trucban1")
    answer = desk.post("/officer/calls/hand-in", data=_form(desk))
    assert answer.headers["location"] == "/officer/calls?done=1"
    (tip,) = town.list_tips("tanngoc")
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert WHAT in page
    assert "Người gọi không để lại cách nhận trả lời" in page


def test_chosen_area_wins_when_the_words_say_another(town: Town) -> None:
    desk = town.officer("trucban1")
    desk.post("/officer/calls/hand-in", data={**_form(desk), "area": "08935-r01"})
    assert len(town.list_tips("khupho1")) == 1
    assert town.list_tips("tanngoc") == []


def test_call_is_one_when_the_form_is_sent_twice(town: Town) -> None:
    desk = town.officer("trucban1")
    form = {**_form(desk), "answer": "receipt"}
    pages = [desk.post("/officer/calls/hand-in", data=form).text for _again in range(2)]
    assert pages[0] == pages[1]
    assert (_count(town, Tip), _count(town, Message)) == (1, 1)


@pytest.mark.parametrize("what", ["", "\0", "x" * 400_001])
def test_what_was_typed_stays_when_the_form_is_wrong(town: Town, what: str) -> None:
    desk = town.officer("trucban1")
    answer = desk.post("/officer/calls/hand-in", data={**_form(desk), "what": what, "where": "đầu ngõ 12"})
    assert answer.status_code in (413, 422)
    if answer.status_code == 422:
        assert "đầu ngõ 12" in answer.text
    assert _count(town, Tip) == 0


def test_inspectorate_alone_gets_the_call_when_it_is_about_police(town: Town) -> None:
    desk = town.officer("trucban1")
    desk.post("/officer/calls/hand-in", data={**_form(desk), "about_police": "true"})
    assert town.list_tips("tanngoc") == []
    assert len(town.list_tips("thanhtra1")) == 1


def test_receipt_is_good_once_when_it_was_read_out(town: Town) -> None:
    desk = town.officer("trucban1")
    page = desk.post("/officer/calls/hand-in", data={**_form(desk), "answer": "receipt"}).text
    spoken = Receipt.parse("".join(re.findall(r'<p class="digits">(\w{4})</p>', page)))
    # Given the resident opens the page with the receipt that the call-taker has read out
    resident = town.resident()
    offered = resident.post("/tra-cuu", data={"receipt": spoken.reveal()}).text
    assert WHAT not in offered
    fresh = read_field(offered, "fresh")
    # When the new one is taken
    form = {"receipt": spoken.reveal(), "fresh": fresh}
    assert WHAT in resident.post("/tra-cuu/doi-ma", data=form).text
    # Then it opens the thread, also when the page is asked for again, and the old one opens nothing
    assert WHAT in resident.post("/tra-cuu/doi-ma", data=form).text
    assert WHAT in resident.post("/tra-cuu", data={"receipt": fresh}).text
    assert "Không tìm thấy tin nào có mã này" in resident.post("/tra-cuu", data={"receipt": spoken.reveal()}).text
    assert resident.post("/tra-cuu/doi-ma", data={**form, "fresh": Receipt.mint().reveal()}).status_code == 404
    assert _count(town, TipReceipt) == 1


@pytest.mark.parametrize("step", ["them", "xoa-lien-he", "ket-thuc"])
def test_spoken_receipt_does_nothing_when_it_was_not_replaced(town: Town, step: str) -> None:
    desk = town.officer("trucban1")
    form = {**_form(desk), "answer": "receipt"}
    desk.post("/officer/calls/hand-in", data=form)
    answer = town.resident().post(f"/tra-cuu/{step}", data={"receipt": form["receipt"], "text": "thêm"})
    assert answer.status_code == 404
    assert _count(town, Message) == 1


def test_call_adds_to_the_thread_when_the_caller_names_a_receipt(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    desk = town.officer("trucban1")
    form = {**_form(desk), "what": "Hôm nay lại có", "earlier_receipt": receipt.reveal()}
    assert desk.post("/officer/calls/hand-in", data=form).status_code == 303
    page = town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}").text
    assert "Hôm nay lại có" in page
    assert "chưa kiểm chứng" in page
    # The receipt was said aloud: it is replaced at its next use.
    assert "Đổi lấy mã của riêng bạn" in town.thread(receipt)


def test_what_was_typed_stays_when_the_earlier_receipt_is_nobodys(town: Town) -> None:
    desk = town.officer("trucban1")
    for earlier in (Receipt.mint().reveal(), "K7M2"):
        answer = desk.post("/officer/calls/hand-in", data={**_form(desk), "earlier_receipt": earlier})
        assert answer.status_code == 422
        assert WHAT in answer.text
    assert _count(town, Tip) == 0


def test_answer_goes_out_by_text_when_the_caller_asked_for_one(town: Town) -> None:
    desk, wire = town.officer("trucban1"), Wire()
    desk.post("/officer/calls/hand-in", data={**_form(desk), "contact": "0912 345 678", "answer": "text"})
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    assert act(officer, tip, "acknowledge") == 303
    assert act(officer, tip, "answer", text="Cảm ơn anh.") == 303
    with town.worker(wire) as worker:
        worker.take_turn()
    assert [(sent.number, sent.words) for sent in wire.sent] == [(CALLER, "Cảm ơn anh.")]


@pytest.mark.parametrize("contact", ["", "0211 3866 113", "113", "bà Hoa đầu ngõ"])
def test_text_is_not_promised_when_none_can_reach_the_caller(town: Town, contact: str) -> None:
    desk = town.officer("trucban1")
    answer = desk.post("/officer/calls/hand-in", data={**_form(desk), "contact": contact, "answer": "text"})
    assert answer.status_code == 422
    assert "không nhận được tin nhắn" in answer.text
    # What was typed stays, and nothing came in yet
    assert WHAT in answer.text
    assert _count(town, Tip) == 0


def test_wrong_mask_is_undone_when_the_call_taker_says_so(town: Town) -> None:
    desk = town.officer("trucban1")
    what = "Tôi tên là Nguyễn Văn Bình, thấy đánh bạc ở thôn Tân Ngọc, Bá Hiến"
    read = desk.post("/officer/calls/draft", data={**_form(desk), "what": what}).text
    assert 'value="Nguyễn Văn Bình"' in read
    for left_open, is_masked in (({}, True), ({"open-1": "Nguyễn Văn Bình"}, False)):
        desk.post("/officer/calls/hand-in", data={**_form(desk), "what": what, **left_open})
        pages = [town.officer("tanngoc").get(f"/officer/tips/{tip}").text for tip in town.list_tips("tanngoc")]
        assert any("Nguyễn Văn Bình" in page for page in pages) is not is_masked


def test_draft_is_there_again_when_the_page_was_lost_and_gone_when_it_was_handed_in(town: Town) -> None:
    desk, other = town.officer("trucban1"), town.officer("trucban2")
    form = {**_form(desk), "contact": "0912 345 678"}
    read = desk.post("/officer/calls/draft", data=form).text
    assert "thôn Tân Ngọc" in read
    assert WHAT in desk.get("/officer/calls/new").text
    assert WHAT not in other.get("/officer/calls/new").text
    desk.post("/officer/calls/hand-in", data=form)
    # What was still on its way does not bring it back.
    desk.post("/officer/calls/draft", data=form)
    assert _count(town, CallDraftRow) == 0
    assert WHAT not in desk.get("/officer/calls/new").text


def test_draft_is_unreadable_when_the_database_is_read(town: Town) -> None:
    desk = town.officer("trucban1")
    desk.post("/officer/calls/draft", data={**_form(desk), "contact": "0912 345 678"})
    with town.database.reading() as session:
        locked = session.exec(select(CallDraftRow.locked)).one()
    assert b"0912" not in locked
    assert "Tân Ngọc".encode() not in locked


def test_caller_is_a_count_when_the_number_came_with_the_call(town: Town) -> None:
    for number in range(3):
        assert _ring(town, f"c{number}") == 200
    assert _ring(town, "c2") == 200
    page = town.officer("trucban1").get("/officer/calls").text
    assert "Số này gọi lần đầu" in page
    assert "Số này đã gọi 2 lần" in page
    assert "Số này đã gọi 3 lần" not in page
    assert CALLER not in page
    with town.database.reading() as session:
        assert session.exec(select(CallerRow.calls)).all() == [3]


def test_nothing_is_counted_when_a_number_was_only_typed(town: Town) -> None:
    desk = town.officer("trucban1")
    desk.post("/officer/calls/hand-in", data={**_form(desk), "contact": CALLER})
    assert _count(town, CallerRow) == 0


def test_withheld_number_is_said_to_be_one_when_the_call_rings(town: Town) -> None:
    _ring(town, "c1", None)
    assert "Số bị ẩn" in town.officer("trucban1").get("/officer/calls").text


def test_call_and_its_words_are_one_tip_when_both_come(town: Town) -> None:
    _ring(town, "c1")
    desk = town.officer("trucban1")
    (ringing,) = re.findall(r'name="ringing" value="(\w+)"', desk.get("/officer/calls").text)
    assert desk.post("/officer/calls/hand-in", data=_form(desk, ringing=ringing)).status_code == 303
    assert tell(town, "hotline", Said(WHAT + ", đông lắm", call_id="c1")).status_code == 200
    (tip,) = town.list_tips("tanngoc")
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "đông lắm" in page
    # The number that called, what was typed, and what the operator's words held.
    assert _count(town, IdentityRow) == 3
    assert "Không có cuộc gọi nào." in desk.get("/officer/calls").text


def test_call_belongs_to_one_call_taker_when_two_pick_it_up(town: Town) -> None:
    _ring(town, "c1")
    first, second = town.officer("trucban1"), town.officer("trucban2")
    (ringing,) = re.findall(r'name="ringing" value="(\w+)"', first.get("/officer/calls").text)
    assert first.post("/officer/calls/new", data={"ringing": ringing}).status_code == 200
    assert second.post("/officer/calls/new", data={"ringing": ringing}).headers["location"] == "/officer/calls"


@pytest.mark.parametrize("username", ["tanngoc", "truongca-binhtuyen", "thanhtra1"])
def test_calls_look_like_an_unknown_page_when_the_officer_is_not_at_the_duty_desk(town: Town, username: str) -> None:
    officer, form = town.officer(username), {"receipt": Receipt.mint().reveal(), "what": "x"}
    unknown = officer.get("/officer/tips/" + "0" * 32)
    answers = [
        officer.get("/officer/calls"),
        officer.get("/officer/calls/new"),
        officer.get("/officer/calls/recordings/" + "0" * 32),
        *(officer.post(f"/officer/calls/{page}", data=form) for page in ("new", "draft", "hand-in")),
    ]
    assert {answer.status_code for answer in answers} == {unknown.status_code}
    assert "Không có" in answers[0].text
    assert _count(town, Tip) == 0
