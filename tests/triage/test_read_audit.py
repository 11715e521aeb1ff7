"""Who has read a tip is true, and each step stands on the tip's own timeline."""

import re

from sqlmodel import select

from tests.town import Town, act, tip_id
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.tables import Officer


def _count_readings(town: Town, tip: str) -> int:
    with town.database.reading() as session:
        query = select(JournalDetail).where(JournalDetail.tip_id == tip, JournalDetail.event == JournalEvent.TIP_READ)
        return len(session.exec(query).all())


def test_page_that_is_loaded_again_is_one_reading_until_something_new_came(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    tip, officer = tip_id(receipt), town.officer("tanngoc")
    for _ in range(3):
        officer.get(f"/officer/tips/{tip}")
    assert _count_readings(town, tip) == 1
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm"})
    officer.get(f"/officer/tips/{tip}")
    assert _count_readings(town, tip) == 2
    town.clock.advance(minutes=31)
    officer.get(f"/officer/tips/{tip}")
    assert _count_readings(town, tip) == 3


def test_page_that_was_left_open_reads_nothing_by_itself_and_news_stays_unread(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    tip, officer = tip_id(receipt), town.officer("tanngoc")
    officer.get(f"/officer/tips/{tip}")
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm điều này"})
    town.clock.advance(minutes=50)
    # When the open page's script asks for the page again, while the officer is away
    page = officer.get(f"/officer/tips/{tip}", headers={"Sec-Fetch-Dest": "empty"}).text
    assert "Thêm điều này" in page
    assert _count_readings(town, tip) == 1
    assert "Có cập nhật" in officer.get("/officer/queue").text


def test_who_opens_a_tip_by_script_alone_is_written_down(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    town.officer("tanngoc").get(f"/officer/tips/{tip}", headers={"Sec-Fetch-Dest": "empty"})
    assert _count_readings(town, tip) == 1


def test_each_step_stands_on_the_tip_with_who_and_when_and_who_has_read_it(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    tip, officer = tip_id(receipt), town.officer("tanngoc")
    assert act(officer, tip, "acknowledge") == 303
    assert act(officer, tip, "answer", text="Đã nhận.") == 303
    town.resident().post("/tra-cuu/them", data={"receipt": receipt.reveal(), "text": "Thêm"})
    town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip}")
    page = officer.get(f"/officer/tips/{tip}").text
    timeline = page.split('class="timeline"')[1].split("</ol>")[0]
    steps = re.findall(r"<strong>([^<]+)</strong>", timeline)
    assert [step.strip() for step in steps] == ["Tin đến", "Nhận tin", "Trả lời người báo", "Người báo viết thêm"]
    # What a resident did is told to the hour, what an officer did to the minute
    assert len(re.findall(r"khoảng \d\dh", timeline)) == 2
    assert timeline.count("Đại úy Lý Văn Phong") == 2
    readers = page.split("Ai đã đọc tin này (2)")[1].split("</ul>")[0]
    assert "Đại úy Lý Văn Phong" in readers


def test_area_officer_is_not_told_which_inspector_read_a_tip_that_was_released(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    inspector = town.officer("thanhtra1")
    assert act(inspector, tip, "acknowledge") == 303
    assert act(inspector, tip, "release") == 303
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    told = page.split('class="timeline"')[1]
    assert "Thanh tra Công an tỉnh" in told
    with town.database.reading() as session:
        name = session.exec(select(Officer.display_name).where(Officer.username == "thanhtra1")).one()
    assert name not in told


def test_bar_is_not_on_the_timeline_of_a_tip_that_was_released(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    inspector = town.officer("thanhtra1")
    with town.database.reading() as session:
        other = session.exec(select(Officer.id).where(Officer.username == "thanhtra2")).one()
    assert act(inspector, tip, "bar", officer=other) == 303
    assert "Cán bộ không được xem tin" in inspector.get(f"/officer/tips/{tip}").text.split('class="timeline"')[1]
    assert act(inspector, tip, "release") == 303
    page = town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    assert "Cán bộ không được xem tin" not in page


def test_journal_is_narrowed_to_a_tip_an_officer_and_a_day(town: Town) -> None:
    first, second = (tip_id(town.hand_in(town.box("tanngoc"))) for _ in range(2))
    officer, chief = town.officer("tanngoc"), town.officer("truongca-binhtuyen")
    act(officer, first, "acknowledge")
    town.clock.advance(days=2)
    act(town.officer("tanngoc"), second, "acknowledge")
    chief = town.officer("truongca-binhtuyen")
    page = chief.get("/officer/journal", params={"tip": "1/2026"}).text
    rows = page.split("<tbody>")[1]
    assert "tin số 1/2026" in rows
    assert "tin số 2/2026" not in rows
    officer_id = re.findall(r'<option value="([0-9a-f]{32})">Đại úy Lý Văn Phong', page)[0]
    rows = chief.get("/officer/journal", params={"by": officer_id}).text.split("<tbody>")[1]
    assert "Nhận tin" in rows
    assert "Tin đến" not in rows
    rows = chief.get("/officer/journal", params={"day": "2026-11-23"}).text.split("<tbody>")[1]
    assert "tin số 2/2026" not in rows.split("Nhận tin")[1][:80]
