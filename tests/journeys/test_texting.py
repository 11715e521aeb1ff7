"""Texting: from a telephone to an officer and back, with nobody seeing the number."""

import pytest
from sqlmodel import col, select
from twilio.request_validator import RequestValidator

from tests.gateways import send
from tests.town import ORIGIN, Town, act
from tests.wire import Wire
from triage.channels.sms.receive import prepare_text
from triage.channels.sms.tables import OutgoingRow, ReplyAddressRow, SmsThread
from triage.custody.keeping.tables import IdentityRow
from triage.ground.vocabulary import Priority, Status
from triage.tips.record.tables import Tip, TipAccess

PHONE = "0912 345 678"
E164 = "+84912345678"


@pytest.fixture
def wire() -> Wire:
    return Wire()


def _text(town: Town, words: str, *, sender: str = PHONE, **more: object) -> None:
    assert send(town, "standard", sender, words, **more).status_code == 200


def _work(town: Town, wire: Wire) -> list[str]:
    """Let the worker do what is due; return what went out."""
    with town.worker(wire) as worker:
        while worker.take_turn():
            pass
    return wire.words


def _page(town: Town, username: str, tip: str) -> str:
    return town.officer(username).get(f"/officer/tips/{tip}").text


def test_dialogue_runs_both_ways_when_somebody_texts(town: Town, wire: Wire) -> None:
    # A text without marks comes to the officer of the area
    _text(town, "dem nao cung co danh bac o thon tan ngoc, ba hien")
    (tip,) = town.list_tips("tanngoc")
    # The sender is answered in one segment that says nothing of tips
    assert _work(town, wire) == ["Đã nhận. Khẩn cấp gọi 113. Nhắn STOP để dừng, XOA để xóa số."]
    assert wire.sent[0].number == E164
    # The officer answers; before the worker runs, the page says that it is not delivered yet
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Cảm ơn. Mấy giờ thì đông?")
    assert "SMS: chưa gửi tới" in officer.get(f"/officer/tips/{tip}").text
    assert _work(town, wire)[-1] == "Cảm ơn. Mấy giờ thì đông?"
    assert "SMS: nhà mạng đã nhận" in officer.get(f"/officer/tips/{tip}").text
    # The next text adds to the same tip, and is told apart from what is verified
    _text(town, "tam 11 gio dem")
    page = officer.get(f"/officer/tips/{tip}").text
    assert "tam 11 gio dem" in page
    assert "chưa kiểm chứng" in page
    assert town.list_tips("tanngoc") == [tip]


def test_question_is_asked_and_the_answer_brings_the_tip_to_its_officer_when_no_area_was_found(
    town: Town, wire: Wire
) -> None:
    _text(town, "ở Bình Xuyên có nhóm đua xe")
    (tip,) = town.list_tips("trucban1")
    (question,) = _work(town, wire)
    assert question.startswith("O dau? 1 ")
    # Until the answer nobody but the duty desk sees it
    assert town.list_tips("truongca-binhxuyen") == []
    number = question.split("xa Binh Xuyen")[0][-2]
    _text(town, number)
    assert town.list_tips("truongca-binhxuyen") == [tip]
    assert "đua xe" in _page(town, "truongca-binhxuyen", tip)
    # And it stands at the duty desk no more, unless it climbs there
    assert town.list_tips("trucban1") == []
    town.clock.advance(hours=2)
    assert town.list_tips("trucban1") == [tip]


def test_duty_desk_hands_over_with_one_tap_when_the_place_comes_later(town: Town) -> None:
    _text(town, "có đánh bạc ngay bây giờ")
    (tip,) = town.list_tips("trucban1")
    _text(town, "ở thôn Tân Ngọc")
    desk = town.officer("trucban1")
    page = desk.get(f"/officer/tips/{tip}").text
    assert "Giao: thôn Tân Ngọc, xã Bình Tuyền" in page
    assert town.list_tips("tanngoc") == []
    assert act(desk, tip, "hand_over", area="08944-r11") == 303
    assert town.list_tips("tanngoc") == [tip]
    shown = _page(town, "tanngoc", tip)
    assert "có đánh bạc ngay bây giờ" in shown
    assert "Trực ban hoặc trưởng công an xã giao" in shown
    with town.database.reading() as session:
        stored = session.get_one(Tip, tip)
        assert (stored.status, stored.register_name, stored.area_id) == (Status.NEW, "08944", "08944-r11")
    # Whoever is neither asked nor able hands nothing over
    assert act(town.officer("tanngoc"), tip, "hand_over", area="08944-r02") == 409


def test_hand_over_is_refused_when_the_area_is_none(town: Town) -> None:
    _text(town, "có việc lạ")
    (tip,) = town.list_tips("trucban1")
    for area in ("", "nowhere", "08944-r99"):
        assert act(town.officer("trucban1"), tip, "hand_over", area=area) == 409
    assert town.list_tips("trucban1") == [tip]


def test_text_goes_to_the_inspectorate_alone_when_it_seems_to_accuse_police(town: Town, wire: Wire) -> None:
    _text(town, "Công an xã nhận tiền bảo kê sòng bạc ở thôn Tân Ngọc, Bá Hiến")
    (tip,) = town.list_tips("thanhtra1")
    for username in ("tanngoc", "truongca-binhtuyen", "trucban1"):
        assert town.list_tips(username) == []
        assert town.officer(username).get(f"/officer/tips/{tip}").status_code == 404
    # It is released with one tap, and is then an ordinary tip with a number of its commune's
    assert "Không phải tin về cán bộ" in _page(town, "thanhtra1", tip)
    assert act(town.officer("thanhtra1"), tip, "release") == 303
    assert town.list_tips("tanngoc") == [tip]
    assert town.list_tips("thanhtra1") == []
    with town.database.reading() as session:
        assert session.get_one(Tip, tip).register_name == "08944"
    assert len(_work(town, wire)) == 1


def test_accusation_opens_another_tip_when_it_comes_in_an_officers_thread(town: Town) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (mine,) = town.list_tips("tanngoc")
    _text(town, "anh công an xã nhận tiền của sòng bạc đó")
    (theirs,) = town.list_tips("thanhtra1")
    assert theirs != mine
    assert "nhận tiền" not in _page(town, "tanngoc", mine)
    # What follows goes to the inspectorate too
    _text(town, "tối qua anh ta còn đến ăn nhậu")
    assert "ăn nhậu" in _page(town, "thanhtra1", theirs)
    assert "ăn nhậu" not in _page(town, "tanngoc", mine)


def test_priority_is_raised_and_113_is_named_when_a_life_is_in_danger(town: Town, wire: Wire) -> None:
    _text(town, "có ồn ào ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    _text(town, "chúng nó đang cầm dao đâm nhau, có người chảy nhiều máu")
    with town.database.reading() as session:
        assert session.get_one(Tip, tip).priority == Priority.LIFE_AT_RISK
        priorities = set(session.exec(select(TipAccess.priority).where(TipAccess.tip_id == tip)))
    assert priorities == {Priority.LIFE_AT_RISK}
    (advice,) = _work(town, wire)
    assert "gọi 113 ngay" in advice
    assert "Ở đâu" not in advice
    assert "Nguy hiểm tính mạng" in _page(town, "tanngoc", tip)


def test_danger_is_asked_where_when_no_place_was_named(town: Town, wire: Wire) -> None:
    _text(town, "cứu với, nó đang cầm dao đâm tôi")
    (advice,) = _work(town, wire)
    assert "113" in advice
    assert "O dau? Nhan ten thon, xa." in advice
    # The place that comes later stands on the duty desk's list, and one tap hands over
    (tip,) = town.list_tips("trucban1")
    _text(town, "ở thôn Tân Ngọc ạ")
    queue = town.officer("trucban1").get("/officer/queue").text
    assert "thôn Tân Ngọc, xã Bình Tuyền" in queue
    assert act(town.officer("trucban1"), tip, "hand_over", area="08944-r11") == 303


def test_chief_gives_a_tip_of_a_former_commune_to_its_village(town: Town) -> None:
    _text(town, "có đánh bạc ở xã Bá Hiến")
    (tip,) = town.list_tips("truongca-binhtuyen")
    assert act(town.officer("truongca-binhtuyen"), tip, "hand_over", area="08944-r11") == 303
    assert town.list_tips("tanngoc") == [tip]
    with town.database.reading() as session:
        assert session.get_one(Tip, tip).register_number == 1


def test_picture_that_is_not_taken_is_told_to_the_officer(town: Town) -> None:
    partner = town.partner("twilio")
    fields = {"MessageSid": "SM1", "From": E164, "Body": "", "NumMedia": "1"}
    url = "/hooks/sms/demo-twilio"
    signature = RequestValidator(partner.secrets[0].secret).compute_signature(f"{ORIGIN}{url}", fields)
    assert town.gateway().post(url, data=fields, headers={"x-twilio-signature": signature}).status_code == 200
    (tip,) = town.list_tips("trucban1")
    assert "(Có tệp kèm theo, không nhận được.)" in _page(town, "trucban1", tip)


def test_nothing_is_lost_in_the_moment_before_a_sender_is_heard_again(town: Town, wire: Wire) -> None:
    _text(town, "thôn Tân Ngọc tin nhắn quấy rối")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    act(officer, tip, "block", block="yes")
    _work(town, wire)
    act(officer, tip, "block", block="no")
    _text(town, "xin lỗi, có trộm thật")
    assert "có trộm thật" in officer.get(f"/officer/tips/{tip}").text


def test_number_is_erased_with_a_word_when_nothing_is_known_of_it(town: Town, wire: Wire) -> None:
    _text(town, "XOA SO")
    assert _work(town, wire) == ["Đã xóa số này."]


def test_second_thread_begins_when_somebody_texts_moi(town: Town) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    _text(town, "MOI")
    _text(town, "cho vay nặng lãi ở TDP Thống Nhất, Bá Hiến")
    assert len(town.list_tips("tanngoc")) == 1
    (tip,) = town.list_tips("thongnhat")
    _text(town, "Mới: có trộm chó ở thôn Tân Ngọc")
    assert len(town.list_tips("tanngoc")) == 2
    assert "trộm chó" not in _page(town, "thongnhat", tip)


@pytest.mark.parametrize("word", ["STOP", "stop ", "Hủy", "HUY"])
def test_replies_end_when_somebody_texts_stop(town: Town, wire: Wire, word: str) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Cảm ơn.")
    _text(town, word)
    assert _work(town, wire) == []
    assert "Người gửi không nhận trả lời" in officer.get(f"/officer/tips/{tip}").text
    assert act(officer, tip, "answer", text="Còn gì nữa không?") == 409
    # What is texted after that is still heard
    _text(town, "tối nay lại đông")
    assert "tối nay lại đông" in officer.get(f"/officer/tips/{tip}").text
    assert _work(town, wire) == []
    # And a new thread hears answers again
    town.clock.advance(minutes=10)
    _text(town, "MOI: có trộm ở thôn Tân Ngọc")
    assert len(_work(town, wire)) == 1


def test_nothing_leads_to_the_number_when_somebody_texts_xoa(town: Town, wire: Wire) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    _work(town, wire)
    _text(town, "XOA")
    with town.database.reading() as session:
        for table in (SmsThread, ReplyAddressRow, IdentityRow):
            assert session.exec(select(table)).all() == []
    # It is confirmed once, and the report stays with the officer
    assert _work(town, wire)[1:] == ["Đã xóa số này."]
    page = _page(town, "tanngoc", tip)
    assert "có đánh bạc" in page
    assert "Người dân đã kết thúc trao đổi." in page
    assert act(town.officer("tanngoc"), tip, "acknowledge") == 303
    assert act(town.officer("tanngoc"), tip, "answer", text="Anh chị ơi") == 409
    # The next text of the same number is somebody unknown
    _text(town, "có trộm ở thôn Tân Ngọc")
    assert len(town.list_tips("tanngoc")) == 2


def test_sender_is_heard_no_more_but_for_danger_when_blocked(town: Town, wire: Wire) -> None:
    _text(town, "thôn Tân Ngọc tin nhắn quấy rối một")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    assert act(officer, tip, "block", block="yes") == 303
    _work(town, wire)
    _text(town, "quấy rối hai")
    _text(town, "MOI: quấy rối ba ở thôn Tân Ngọc")
    assert town.list_tips("tanngoc") == [tip]
    assert "quấy rối hai" not in officer.get(f"/officer/tips/{tip}").text
    _text(town, "có người bị chém ở ngã ba, chảy nhiều máu")
    assert "bị chém" in officer.get(f"/officer/tips/{tip}").text
    assert act(officer, tip, "block", block="no") == 303
    _work(town, wire)
    _text(town, "xin lỗi")
    assert "xin lỗi" in officer.get(f"/officer/tips/{tip}").text
    # Somebody else is not blocked
    _text(town, "có trộm ở thôn Tân Ngọc", sender="0987654321")
    assert len(town.list_tips("tanngoc")) == 2


def test_another_tip_begins_when_the_last_one_is_closed(town: Town) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    act(officer, tip, "close", disposition="founded", text="Đã xử lý.")
    # With no place named, it goes where the last one was
    _text(town, "hôm nay chúng nó lại chơi")
    (another,) = town.list_tips("tanngoc")
    assert another != tip


def test_closing_sentence_goes_out_when_the_tip_came_by_text(town: Town, wire: Wire) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    act(town.officer("tanngoc"), tip, "acknowledge")
    act(town.officer("tanngoc"), tip, "close", disposition="founded", text="Đã xong, cảm ơn.")
    assert "Đã xong, cảm ơn." in _work(town, wire)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 3, 1)])
def test_parts_stand_as_one_when_a_long_text_comes_in_any_order(town: Town, order: tuple[int, ...]) -> None:
    words = {1: "Ở thôn Tân Ngọc, Bá Hiến có ", 2: "sòng bạc chơi suốt đêm, ", 3: "đông nhất là thứ bảy."}
    for number in order:
        _text(town, words[number], part={"reference": "r1", "number": number, "of": 3})
    (tip,) = town.list_tips("tanngoc") or town.list_tips("trucban1")
    holder = "tanngoc" if town.list_tips("tanngoc") else "trucban1"
    assert "".join(words.values()) in _page(town, holder, tip)


def test_gap_is_shown_when_a_part_never_came(town: Town) -> None:
    _text(town, "Ở thôn Tân Ngọc có ", part={"reference": "r", "number": 1, "of": 3})
    _text(town, "thứ bảy.", part={"reference": "r", "number": 3, "of": 3})
    (tip,) = town.list_tips("tanngoc")
    assert "Ở thôn Tân Ngọc có […]thứ bảy." in _page(town, "tanngoc", tip)


def test_question_is_not_asked_when_another_part_names_the_place(town: Town, wire: Wire) -> None:
    _text(town, "Có sòng bạc chơi suốt đêm, ", part={"reference": "r", "number": 1, "of": 2})
    _text(town, "ở thôn Tân Ngọc, Bá Hiến", part={"reference": "r", "number": 2, "of": 2})
    town.clock.advance(minutes=2)
    assert _work(town, wire) == []
    assert len(town.list_tips("trucban1")) == 1


@pytest.mark.parametrize("words", ["", " ", "\n", "…", "🙂", "x" * 2000, "B? Hi?n", "a\0b\x07"])
def test_tip_is_kept_when_its_text_is_odd(town: Town, words: str) -> None:
    _text(town, words)
    assert len(town.list_tips("trucban1")) + len(town.list_tips("truongca-binhtuyen")) == 1


@pytest.mark.parametrize("sender", ["1088", "MobiFone", "VIETTEL", "195", "+1", ""])
def test_nothing_is_sent_when_the_sender_cannot_be_answered(town: Town, wire: Wire, sender: str) -> None:
    answer = send(town, "standard", sender, "có đánh bạc ở thôn Tân Ngọc")
    assert answer.status_code == (202 if sender == "" else 200)
    assert _work(town, wire) == []


@pytest.mark.parametrize("written", ["0912345678", "84912345678", "+84912345678", "+84 912 345 678"])
def test_thread_is_one_when_gateways_write_the_number_differently(town: Town, written: str) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    _text(town, "đông lắm", sender=written)
    assert len(town.list_tips("tanngoc")) == 1


def test_one_automatic_text_goes_out_when_many_come_within_ten_minutes(town: Town, wire: Wire) -> None:
    for number in range(6):
        _text(town, f"MOI: có việc thứ {number} ở thôn Tân Ngọc")
        town.clock.advance(minutes=1)
    assert len(_work(town, wire)) == 1
    town.clock.advance(minutes=10)
    _text(town, "MOI: lại có việc ở thôn Tân Ngọc")
    assert len(_work(town, wire)) == 2


@pytest.mark.parametrize(
    "words", ["Đây là tin nhắn tự động, vui lòng không trả lời", "Auto-reply: I am away", "Đã nhận. Khẩn cấp gọi 113."]
)
def test_nothing_is_answered_when_a_machine_texted(town: Town, wire: Wire, words: str) -> None:
    _text(town, words)
    sent = _work(town, wire)
    assert sent == [] or "tự động" not in words


def test_name_is_masked_for_the_officer_when_the_sender_gives_it(town: Town) -> None:
    _text(town, "tôi là Nguyễn Văn Canh, số của tôi 0987654321, ở thôn Tân Ngọc có đánh bạc nhà ông Tám")
    (tip,) = town.list_tips("tanngoc")
    page = _page(town, "tanngoc", tip)
    assert "Nguyễn Văn Canh" not in page
    assert "0987654321" not in page
    assert "nhà ông Tám" in page
    assert "Đã che và niêm phong cùng danh tính: tên người gửi, số điện thoại" in page


def test_answer_is_refused_when_it_is_too_long_for_a_text(town: Town) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    assert act(officer, tip, "answer", text="ạ" * 671) == 409
    assert act(officer, tip, "answer", text="ạ" * 670) == 303


def test_whole_number_is_stopped_and_erased_when_it_has_several_threads(town: Town, wire: Wire) -> None:
    # Given three tips of one number: a first, one that its accusation opened, one after MOI; and a stranger's
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (first,) = town.list_tips("tanngoc")
    _text(town, "anh công an xã nhận tiền của sòng bạc đó")
    _text(town, "MOI: có trộm chó ở thôn Tân Ngọc")
    _text(town, "có trộm ở thôn Tân Ngọc", sender="0987654321")
    town.clock.advance(minutes=20)
    officer = town.officer("tanngoc")
    act(officer, first, "acknowledge")
    # When it says STOP, then no officer's answer goes out, and the page says why
    _text(town, "STOP")
    assert act(officer, first, "answer", text="Anh ở đâu?") == 303
    assert "Anh ở đâu?" not in _work(town, wire)
    page = officer.get(f"/officer/tips/{first}").text
    assert "SMS: không gửi, vì người dân đã ngừng nhận" in page
    assert "Người gửi không nhận trả lời" in page
    # When it says XOA, then who sent them is gone from all three, before that is confirmed
    _text(town, "XOA")
    assert _work(town, wire)[-1] == "Đã xóa số này."
    with town.database.reading() as session:
        left = session.exec(select(ReplyAddressRow)).all()
        assert len(left) == 1
        assert {row.tip_id for row in session.exec(select(IdentityRow))} == {left[0].tip_id}
        assert len(session.exec(select(SmsThread)).all()) == 1
        assert session.exec(select(OutgoingRow).where(col(OutgoingRow.thread_digest).is_not(None))).all() == []


def test_nothing_goes_out_when_stop_follows_moi_or_comes_from_a_stranger(town: Town, wire: Wire) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    for word in ("MOI", "STOP"):
        _text(town, word)
    town.clock.advance(minutes=20)
    act(town.officer("tanngoc"), tip, "acknowledge")
    act(town.officer("tanngoc"), tip, "answer", text="Còn gì nữa không?")
    assert _work(town, wire) == []
    _text(town, "STOP", sender="0987654321")
    _text(town, "có trộm ở thôn Tân Ngọc", sender="0987654321")
    assert _work(town, wire) == []


def test_confirmation_is_given_now_and_then_when_somebody_erases_without_end(town: Town, wire: Wire) -> None:
    for _again in range(8):
        _text(town, "có đánh bạc ở thôn Tân Ngọc")
        _text(town, "XOA")
        _work(town, wire)
    # How many are told is a little different every time, so that nobody counts by it.
    assert wire.words.count("Đã xóa số này.") in {2, 3}
    with town.database.reading() as session:
        assert session.exec(select(ReplyAddressRow)).all() == []


def test_accused_officer_can_neither_silence_nor_notice_his_accuser(town: Town, wire: Wire) -> None:
    _text(town, "có đánh bạc ở thôn Tân Ngọc")
    (tip,) = town.list_tips("tanngoc")
    officer = town.officer("tanngoc")
    before = officer.get(f"/officer/tips/{tip}").text
    _text(town, "anh công an xã nhận tiền của sòng bạc đó")
    # His page is the same, and the button does the same
    assert officer.get(f"/officer/tips/{tip}").text == before
    assert act(officer, tip, "block", block="yes") == 303
    _work(town, wire)
    _text(town, "anh công an xã ấy còn đánh tôi")
    assert sum("còn đánh tôi" in _page(town, "thanhtra1", each) for each in town.list_tips("thanhtra1")) == 1


def test_first_digit_of_a_number_chooses_nothing_when_a_question_is_open(town: Town) -> None:
    _text(town, "ở Bình Xuyên có nhóm đua xe")
    (tip,) = town.list_tips("trucban1")
    for words in ("0255000104", "11", "12", "9", "0", "1a"):
        _text(town, words)
    assert town.list_tips("trucban1") == [tip]
    _text(town, "(1)")
    assert town.list_tips("trucban1") == []


def test_left_out_chief_can_open_it_no_more_when_a_tip_is_handed_over_elsewhere(town: Town) -> None:
    _text(town, "có việc lạ ở chỗ cũ")
    (tip,) = town.list_tips("trucban1")
    act(town.officer("trucban1"), tip, "hand_over", area="08944")
    chief = town.officer("truongca-binhtuyen")
    assert chief.get(f"/officer/tips/{tip}").status_code == 200
    town.clock.advance(hours=2)
    act(town.officer("trucban1"), tip, "acknowledge")
    assert act(town.officer("trucban1"), tip, "hand_over", area="08950") == 303
    assert town.list_tips("truongca-binhxuyen") == [tip]
    assert town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip}").status_code == 404
    assert tip not in town.list_tips("truongca-binhtuyen", "branch")


@pytest.mark.parametrize("change", ["close", "release"])
def test_text_is_decided_anew_when_its_tip_changed_hands_meanwhile(
    town: Town, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a tip, and a text that was decided a moment before the tip was closed or released
    is_release = change == "release"
    _text(town, "Công an xã nhận tiền bảo kê ở thôn Tân Ngọc" if is_release else "có đánh bạc ở thôn Tân Ngọc")
    holder = "thanhtra1" if is_release else "tanngoc"
    (tip,) = town.list_tips(holder)
    act(town.officer(holder), tip, "acknowledge")

    def change_first(*arguments: object, **options: object) -> object:
        monkeypatch.undo()
        fields = {} if is_release else {"disposition": "founded", "text": "Xong."}
        assert act(town.officer(holder), tip, change, **fields) == 303
        return prepare_text(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("api.arrivals.sms.prepare_text", change_first)
    _text(town, "anh công an xã còn dọa tôi" if is_release else "lại đánh bạc")
    # Then it stands in a tip of its own, where it belongs
    (another,) = town.list_tips("thanhtra1" if is_release else "tanngoc")
    assert another != tip


def test_joined_text_is_not_verified_when_one_of_its_parts_is_not(town: Town) -> None:
    for number, words in ((1, "Ở thôn Tân Ngọc có "), (2, "đánh bạc")):
        _text(town, words, part={"reference": "r", "number": number, "of": 2})
    (tip,) = town.list_tips("tanngoc")
    assert "chưa kiểm chứng" in _page(town, "tanngoc", tip)


def test_part_is_shown_when_the_gateway_counts_wrongly(town: Town) -> None:
    _text(town, "Ở thôn Tân Ngọc ", part={"reference": "r", "number": 1, "of": 2})
    _text(town, "có đánh bạc", part={"reference": "r", "number": 3, "of": 2})
    (tip,) = town.list_tips("tanngoc")
    assert "có đánh bạc" in _page(town, "tanngoc", tip)


def test_danger_is_first_when_it_comes_from_a_number_that_floods(town: Town) -> None:
    town.restart(tips_in_ten_minutes=2)
    for number in range(4):
        _text(town, f"MOI: có việc thứ {number} ở thôn Tân Ngọc")
    _text(town, "MOI: đang đâm nhau ở thôn Tân Ngọc, có người chảy nhiều máu")
    with town.database.reading() as session:
        priorities = sorted(session.exec(select(Tip.priority)))
    # How many pass is a little different every time, so that nobody counts by it.
    assert priorities[0] == Priority.LIFE_AT_RISK
    assert {Priority.ROUTINE, Priority.BAY} == {*priorities[1:]}


def test_tips_go_to_the_duty_desk_when_it_hands_over_and_the_number_is_told_nothing(town: Town, wire: Wire) -> None:
    _text(town, "có việc lạ")
    (tip,) = town.list_tips("trucban1")
    act(town.officer("trucban1"), tip, "hand_over", area="08944-r11")
    assert len(_work(town, wire)) == 1


@pytest.mark.parametrize("words", ["START", "HELP", "tro giup", "?", "ＨＥＬＰ"])
def test_how_it_works_is_told_and_no_tip_made_when_somebody_asks(town: Town, wire: Wire, words: str) -> None:
    _text(town, words)
    _text(town, words)
    assert town.list_tips("trucban1") == []
    # Once: a number that asks again at once is not answered again
    (told,) = _work(town, wire)
    assert "113" in told
    assert "tin bao" not in told.lower()
    # What is told then is a tip like any other
    _text(town, "dem nao cung co danh bac o thon tan ngoc, ba hien")
    assert len(town.list_tips("tanngoc")) == 1


def test_nothing_is_asked_when_a_machine_sells_something(town: Town, wire: Wire) -> None:
    _text(town, "Vay tien nhanh khong the chap, giai ngan trong 15 phut, LH 0912345678")
    assert len(town.list_tips("trucban1")) == 1
    assert _work(town, wire) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("chay nha o thon tan ngoc", "114"),
        ("ong noi toi bi dot quy o thon tan ngoc", "115"),
        ("bo duong danh chau be o thon tan ngoc", "111"),
        ("dang chem nhau o thon tan ngoc", "113"),
    ],
)
def test_the_right_number_is_advised_when_there_is_danger(town: Town, wire: Wire, words: str, number: str) -> None:
    _text(town, words)
    (told,) = _work(town, wire)
    assert f"gọi {number} ngay" in told or f"goi {number} ngay" in told
