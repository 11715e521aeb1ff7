"""What a resident does later in the thread: leave a contact, see how far the tip is, be reminded."""

from datetime import timedelta

import pytest
from sqlmodel import func, select

from intake.ground.local_time import to_local
from tests.town import Town, act, tip_id
from triage.custody.keeping.tables import IdentityRow
from triage.journal.tables import JournalLine

CONTACT = "Bà Dần, 0912 345 678"


def _count(town: Town, table: type) -> int:
    with town.database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_contact_that_is_left_later_is_sealed_once_and_told_to_no_officer(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer = town.officer("tanngoc")
    lines, identities = _count(town, JournalLine), _count(town, IdentityRow)
    form = {"receipt": receipt.reveal(), "contact": CONTACT}
    for _ in range(2):
        page = town.resident().post("/tra-cuu/lien-he", data=form).text
        assert "Cách liên hệ đã được khóa và lưu." in page
        assert CONTACT not in page
    assert (_count(town, JournalLine), _count(town, IdentityRow)) == (lines, identities + 1)
    assert CONTACT not in officer.get(f"/officer/tips/{tip_id(receipt)}").text


@pytest.mark.parametrize(
    ("contact", "told"),
    [("  ", "Chưa có chữ nào."), ("ệ" * 501, "Dài quá."), ("", "Chưa có chữ nào.")],
)
def test_page_says_what_is_wrong_with_a_contact(town: Town, contact: str, told: str) -> None:
    receipt, identities = town.hand_in(town.box("tanngoc")), _count(town, IdentityRow)
    answer = town.resident().post("/tra-cuu/lien-he", data={"receipt": receipt.reveal(), "contact": contact})
    assert answer.status_code == 422
    assert told in answer.text
    assert _count(town, IdentityRow) == identities


def test_no_contact_is_taken_for_a_thread_that_was_ended_or_never_was(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    town.resident().post("/tra-cuu/ket-thuc", data={"receipt": receipt.reveal()})
    form = {"receipt": receipt.reveal(), "contact": CONTACT}
    assert town.resident().post("/tra-cuu/lien-he", data=form).status_code == 404
    assert _count(town, IdentityRow) == 0


def test_steps_of_the_tip_are_shown_with_their_times(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer = town.officer("tanngoc")
    act(officer, tip_id(receipt), "acknowledge")
    act(officer, tip_id(receipt), "answer", text="Đã cử người đến xem")
    page = town.resident().post("/tra-cuu", data={"receipt": receipt.reveal()}).text
    steps = page.split('<ol class="steps">')[1].split("</ol>")[0]
    assert steps.count('class="done"') == 3
    for step in ("Đã đến nơi", "Có người nhận", "Được xác minh", "Có trả lời"):
        assert step in steps


def test_calendar_file_names_the_day_and_nothing_of_us(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    resident = town.resident()
    page = resident.post("/tra-cuu", data={"receipt": receipt.reveal()})
    answer = resident.get(f"{page.url.path}/lich")
    due = to_local(town.clock.now() + timedelta(days=town.settings.resolve_days))
    assert answer.headers["content-type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}\r\n" in answer.text
    assert "SUMMARY:Xem lại\r\n" in answer.text
    assert not any(word in answer.text.lower() for word in ("hom", "thư", "tin", "http", receipt.reveal().lower()))
    assert resident.get("/tra-cuu/xem/abc/lich", follow_redirects=False).headers["location"] == "/tra-cuu"
