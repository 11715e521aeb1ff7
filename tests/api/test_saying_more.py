"""What a resident says later: a further message, or the same form sent once more with something changed."""

from typing import Any

import pytest
from sqlmodel import func, select

from api.arrivals.sent_contacts import SentContacts
from crypto.receipts import Receipt
from tests.api.test_web_reading import DANGER, POLICE
from tests.town import Town, act, read_field, tip_id
from triage.custody.keeping.tables import IdentityRow
from triage.ground.vocabulary import Priority
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.tips.record.register import INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip, TipAccess

OFFER = "chuyển cả tin cho Thanh tra Công an tỉnh"


def _tip(town: Town, receipt: Receipt) -> Tip:
    with town.database.reading() as session:
        return session.get_one(Tip, tip_id(receipt))


def _count_identities(town: Town) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(IdentityRow)).one()


def _say(town: Town, receipt: Receipt, text: str, **fields: str) -> str:
    client = town.resident()
    answer = client.post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": text, **fields})
    assert answer.status_code == 200
    return answer.text


def _send_again(town: Town, receipt: Receipt, what: str, **fields: str) -> str:
    form = {"receipt": receipt.reveal(), "what": what, **fields}
    answer = town.resident().post(f"/b/{town.box('tanngoc')}", data=form)
    assert answer.status_code == 200
    return answer.text


def test_danger_raises_the_tip_and_shows_the_number_when_a_message_tells_of_it(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    officer = town.officer("tanngoc")
    officer.get(f"/officer/tips/{tip_id(receipt)}")
    before = _tip(town, receipt)
    page = _say(town, receipt, DANGER)
    assert 'href="tel:113"' in page
    tip = _tip(town, receipt)
    assert (tip.priority, tip.version) == (Priority.LIFE_AT_RISK, before.version + 1)
    assert tip.ask_again_at is not None
    assert before.ask_again_at is not None
    assert tip.ask_again_at < before.ask_again_at
    with town.database.reading() as session:
        assert set(session.exec(select(TipAccess.priority).where(TipAccess.tip_id == tip.id))) == {0}
        raised = select(JournalDetail).where(JournalDetail.event == JournalEvent.PRIORITY_RAISED)
        assert len(session.exec(raised).all()) == 1
    assert "Có cập nhật" in officer.get("/officer/queue").text


def test_danger_is_taken_when_the_thread_has_sent_very_often(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    client = town.resident()
    form = {"receipt": receipt.reveal()}
    answers = [client.post("/tra-cuu/them", data={**form, "text": f"Việc {n}"}).status_code for n in range(30)]
    assert answers[-1] == 429
    _say(town, receipt, DANGER)
    assert _tip(town, receipt).priority == Priority.LIFE_AT_RISK


def test_resident_is_offered_the_inspectorate_and_nothing_is_added_when_a_message_seems_about_police(
    town: Town,
) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    page = _say(town, receipt, POLICE)
    assert OFFER in page
    assert f"{POLICE}</textarea>" in page
    assert POLICE not in town.thread(receipt)


def test_message_goes_to_the_inspectorate_with_the_tip_when_the_resident_says_so(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    assert read_field(_say(town, receipt, POLICE), "about_police") == "true"
    page = _say(town, receipt, POLICE, about_police="true")
    assert f"<p>{POLICE}</p>" in page
    assert _tip(town, receipt).register_name == INSPECTORATE_REGISTER
    assert town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}").status_code == 404
    # There nobody is asked any more.
    assert OFFER not in _say(town, receipt, f"{POLICE}, tối nào cũng vậy")


def test_message_goes_to_who_has_the_tip_when_the_resident_says_so(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    assert f"<p>{POLICE}</p>" in _say(town, receipt, POLICE, asked="yes")
    assert _tip(town, receipt).register_name != INSPECTORATE_REGISTER


def test_question_says_that_files_are_to_be_chosen_again_when_some_came_with_the_message(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    files: Any = {"files": ("a.jpg", b"x" * 100, "image/jpeg")}
    form = {"receipt": receipt.reveal(), "text": POLICE}
    page = town.resident().post("/tra-cuu/them", data=form, files=files).text
    assert "Tệp thì hãy chọn lại." in page
    assert page.index('name="about_police"') < page.index('name="files"')


def test_what_follows_is_the_inspectorates_when_the_form_comes_again_with_the_tick(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    _send_again(town, receipt, "Chính công an phụ trách thôn bảo kê", about_police="true")
    assert _tip(town, receipt).register_name == INSPECTORATE_REGISTER
    assert town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}").status_code == 404
    page = town.officer("thanhtra1").get(f"/officer/tips/{tip_id(receipt)}").text
    assert "Chính công an phụ trách thôn bảo kê" in page
    assert "Có đánh bạc" in page
    # It does not come back by leaving the tick out.
    assert "cũng chỉ Thanh tra đọc" in _send_again(town, receipt, "Có đánh bạc, và cá độ")


def test_pages_name_the_inspectorate_when_a_tip_is_about_police(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    page = client.post(f"/b/{box}", data={"receipt": receipt, "what": POLICE, "about_police": "true"}).text
    assert "Công an xã không được báo và không thấy." in page
    assert "hệ thống báo lại cho Thanh tra" in page
    assert "Cán bộ phụ trách được báo" not in page
    inspector, tip = town.officer("thanhtra1"), tip_id(Receipt.parse(receipt))
    act(inspector, tip, "acknowledge")
    act(inspector, tip, "answer", text="Chúng tôi đang xem.")
    thread = town.thread(Receipt.parse(receipt))
    assert "Thanh tra đã nhận tin." in thread
    assert "Thanh tra Công an tỉnh ·" in thread
    assert "Cán bộ phụ trách ·" not in thread


def test_earlier_answers_are_not_signed_by_the_inspectorate_when_the_tip_was_given_to_it_later(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Cảm ơn bạn.")
    page = _send_again(town, receipt, "Có việc lạ", about_police="true")
    # The commune had been told of it before.
    assert "Công an xã không được báo" not in page
    thread = town.thread(receipt)
    assert "Cán bộ công an ·" in thread
    assert "Thanh tra Công an tỉnh ·" not in thread


def test_tick_alone_moves_the_tip_when_the_words_are_the_same(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Có đánh bạc")
    _send_again(town, receipt, "Có đánh bạc", about_police="true")
    assert _tip(town, receipt).register_name == INSPECTORATE_REGISTER
    assert town.thread(receipt).count("<p>Có đánh bạc</p>") == 1


def test_contact_is_sealed_once_when_the_form_comes_again_with_one(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), what="Việc E")
    # One is kept for each tip, an empty one too.
    assert _count_identities(town) == 1
    for _twice in range(2):
        _send_again(town, receipt, "Việc E", contact="0912345678")
        assert _count_identities(town) == 2
    _send_again(town, receipt, "Việc E", contact="0912345679")
    assert _count_identities(town) == 3
    _send_again(town, receipt, "Việc E")
    assert _count_identities(town) == 3


def test_contacts_are_forgotten_when_the_hour_is_over() -> None:
    at, receipt = [0.0], Receipt.mint()
    contacts = SentContacts(now=lambda: at[0])
    contacts.remember(receipt, "0912345678")
    assert contacts.is_known(receipt, "0912345678")
    assert not contacts.is_known(Receipt.mint(), "0912345678")
    assert "0912345678" not in repr(contacts)
    at[0] += 3601
    assert not contacts.is_known(receipt, "0912345678")


@pytest.mark.parametrize(
    ("what", "urgency", "priority"),
    [
        pytest.param("Họ đánh nhau", "danger", Priority.LIFE_AT_RISK, id="other words and danger"),
        pytest.param("Có việc lạ", "danger", Priority.LIFE_AT_RISK, id="the same words and danger"),
        pytest.param("Có việc lạ", "now", Priority.URGENT, id="the same words and now"),
        pytest.param(DANGER, "", Priority.LIFE_AT_RISK, id="danger that is written"),
    ],
)
def test_priority_rises_when_the_form_comes_again_more_urgent(
    town: Town, what: str, urgency: str, priority: Priority
) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer = town.officer("tanngoc")
    assert act(officer, tip_id(receipt), "acknowledge") == 303
    _send_again(town, receipt, what, urgency=urgency)
    assert _tip(town, receipt).priority == priority
    assert "Có cập nhật" in officer.get("/officer/queue").text
    # Less urgent once more changes nothing.
    _send_again(town, receipt, what)
    assert _tip(town, receipt).priority == priority


def test_page_says_what_was_not_taken_when_the_kind_is_another(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"), category="gambling")
    assert "Loại việc đã chọn lần trước được giữ" in _send_again(town, receipt, "Có việc lạ", category="fraud")
    assert "Loại việc" not in _send_again(town, receipt, "Có việc lạ nữa")
