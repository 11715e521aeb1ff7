"""Keeping the receipt, knowing when to come back, what was read by whom, and taking a tip back."""

import pytest
from sqlmodel import func, select

from crypto.receipts import Receipt
from tests.pictures import read_codes_on_page
from tests.town import Town, act, read_field, tip_id
from triage.channels.threads.tables import ThreadReading
from triage.custody.keeping.tables import IdentityRow


def _hand_in(town: Town, **fields: str) -> tuple[Receipt, str]:
    client, box = town.resident(), town.box("tanngoc")
    receipt = read_field(client.get(f"/b/{box}").text, "receipt")
    page = client.post(f"/b/{box}", data={"receipt": receipt, "what": "Trộm xe đạp", **fields}).text
    return Receipt.parse(receipt), page


def _without_handle(page: str) -> str:
    return page.replace(read_field(page, "leaves"), "")


def test_receipt_is_read_from_the_picture_when_a_decoder_looks_at_it(town: Town) -> None:
    receipt, page = _hand_in(town)
    assert read_codes_on_page(page) == [receipt.reveal()]


def test_only_way_on_is_to_say_that_it_is_kept_when_the_receipt_is_shown(town: Town) -> None:
    _receipt, page = _hand_in(town)
    assert "<header>" not in page
    assert page.count("<form") == 1
    assert '<input type="checkbox" name="kept" value="yes" required' in page
    # The way out stays.
    assert 'id="leave"' in page


@pytest.mark.parametrize(("urgency", "time", "minutes"), [("", "09:47", 30), ("danger", "09:22", 5)])
def test_promise_follows_the_clocks_when_a_tip_was_taken_in(town: Town, urgency: str, time: str, minutes: int) -> None:
    receipt, page = _hand_in(town, urgency=urgency)
    assert (
        f"Nếu đến {time} · 23/11/2026 chưa ai nhận, hệ thống báo cho người tiếp theo, cứ {minutes} phút một lần" in page
    )
    assert f"Nếu đến {time} · 23/11/2026 chưa ai nhận" in town.thread(receipt)
    town.clock.advance(minutes=minutes)
    assert "Tin đã tự chuyển lên" in town.thread(receipt)


def test_promise_is_the_first_one_when_the_same_form_comes_later_again(town: Town) -> None:
    client, box = town.resident(), town.box("tanngoc")
    form = {"receipt": read_field(client.get(f"/b/{box}").text, "receipt"), "what": "Trộm xe đạp"}
    first = _without_handle(client.post(f"/b/{box}", data=form).text)
    town.clock.advance(minutes=10)
    assert _without_handle(client.post(f"/b/{box}", data=form).text) == first


def test_resident_learns_the_hour_and_no_more_when_the_answering_post_reads(town: Town) -> None:
    receipt, _page = _hand_in(town)
    assert "Cán bộ đã đọc" not in town.thread(receipt)
    town.clock.advance(minutes=50)
    town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}")
    assert "Cán bộ đã đọc, khoảng 10h · 23/11/2026" in town.thread(receipt)
    # What is written afterwards is not read yet.
    town.clock.advance(minutes=2)
    page = town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Xe màu xanh"}).text
    assert page.count("Cán bộ đã đọc") == 1
    town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}")
    assert town.thread(receipt).count("Cán bộ đã đọc") == 2


def test_nothing_counts_as_read_when_another_post_looks(town: Town) -> None:
    receipt, _page = _hand_in(town)
    town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip_id(receipt)}")
    assert "Cán bộ đã đọc" not in town.thread(receipt)


def test_officer_learns_which_answers_were_seen_when_the_resident_comes_back(town: Town) -> None:
    receipt, _page = _hand_in(town)
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Xe màu gì?")
    assert "Người dân đã xem" not in officer.get(f"/officer/tips/{tip}").text
    for _twice in range(2):
        town.thread(receipt)
    act(officer, tip, "answer", text="Xe hiệu gì?")
    assert officer.get(f"/officer/tips/{tip}").text.count("Người dân đã xem") == 1
    town.thread(receipt)
    assert officer.get(f"/officer/tips/{tip}").text.count("Người dân đã xem") == 2
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(ThreadReading)).one() == 1


def test_officer_is_asked_to_stop_and_the_contact_is_gone_when_a_tip_is_taken_back(town: Town) -> None:
    receipt, _page = _hand_in(town, contact="0912345678")
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    answer = town.resident().post("/tra-cuu/rut-tin", data={"receipt": receipt.reveal()})
    assert "Đã rút tin" in answer.text
    assert town.resident().post("/tra-cuu", data={"receipt": receipt.reveal()}).status_code == 404
    assert "Có cập nhật" in officer.get("/officer/queue").text
    page = officer.get(f"/officer/tips/{tip}").text
    assert "Người dân rút tin này và xin dừng xử lý." in page
    with town.database.reading() as session:
        assert session.exec(select(func.count()).select_from(IdentityRow)).one() == 0
    # Twice is once.
    assert town.resident().post("/tra-cuu/rut-tin", data={"receipt": receipt.reveal()}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/b/{box}", "/tra-cuu", "/an-toan", "/nothing", "/en/"])
def test_way_out_is_a_plain_link_to_the_page_of_the_settings_when_any_page_is_shown(town: Town, path: str) -> None:
    town.restart(exit_url="https://thoitiet.example/ngay-mai")
    page = town.resident().get(path.format(box=town.box("tanngoc"))).text
    assert '<a id="leave" href="https://thoitiet.example/ngay-mai" rel="noreferrer">' in page


@pytest.mark.parametrize("url", ["http://a.example/", "javascript:alert(1)", "/", "https://me@a.example/"])
def test_settings_refuse_when_the_way_out_leads_to_no_page_elsewhere(town: Town, url: str) -> None:
    with pytest.raises(ValueError, match="exit_url"):
        type(town.settings).model_validate(town.settings.model_dump() | {"exit_url": url})
