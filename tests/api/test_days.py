"""Days that the government announced late: a table says so, and clocks and duty hours go by it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tests.town import Town
from triage.ground.calendar import WorkCalendar
from triage.ground.days import read_calendar, read_day
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.duty.staff import Staff
from triage.tips.record.clocks import Clocks, resolve_by

FRIDAY, SATURDAY = date(2026, 1, 2), date(2026, 1, 10)
OFFICE_HOURS = dict.fromkeys(range(5), (7 * 60 + 30, 17 * 60))


def _calendar(town: Town) -> WorkCalendar:
    with town.database.reading() as session:
        return read_calendar(session)


def _change(town: Town, change: str, username: str = "quantri", **fields: str) -> tuple[int, str]:
    answer = town.officer(username).post(f"/officer/days/{change}", data=fields)
    return answer.status_code, answer.text


def test_swapped_days_of_new_year_2026_are_known_when_an_installation_is_new(town: Town) -> None:
    calendar = _calendar(town)
    assert (calendar.is_working_day(FRIDAY), calendar.is_holiday(FRIDAY)) == (False, True)
    assert (calendar.is_working_day(SATURDAY), calendar.is_holiday(SATURDAY)) == (True, False)
    page = town.officer("quantri").get("/officer/days").text
    assert "02/01/2026" in page
    assert "26/12/2025" in page


def test_day_is_off_when_the_administrator_says_so_and_usual_when_forgotten(town: Town) -> None:
    monday = date(2026, 11, 30)
    assert _change(town, "off", day="30/11/2026", note="Thông báo ngày 23/11/2026")[0] == 200
    assert not _calendar(town).is_working_day(monday)
    assert "Thông báo ngày 23/11/2026" in town.officer("quantri").get("/officer/days").text
    assert _change(town, "worked", day="2026-11-30")[0] == 200
    assert _calendar(town).is_working_day(monday)
    assert _change(town, "forget", day="2026-11-30")[0] == 200
    assert monday not in _calendar(town).announced
    with town.database.reading() as session:
        lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.DAY_CHANGED)).all()
    assert [line.remark for line in lines] == ["off 2026-11-30", "worked 2026-11-30", "forget 2026-11-30"]


@pytest.mark.parametrize("day", ["", "hôm nay", "31/2/2026", "2026-13-01", "1/1/99999", "1/1", "９９", "-1/1/2026"])
def test_table_stays_when_the_day_cannot_be_read(town: Town, day: str) -> None:
    before = _calendar(town)
    status, page = _change(town, "off", day=day)
    assert status == 422
    assert "không đọc được ngày" in page
    assert _calendar(town) == before


@pytest.mark.parametrize("username", ["tanngoc", "trucban1", "thanhtra1"])
def test_table_is_shut_when_an_officer_asks(town: Town, username: str) -> None:
    assert town.officer(username).get("/officer/days").status_code in {403, 404}
    assert _change(town, "off", username, day="2026-11-30")[0] in {403, 404}


@pytest.mark.parametrize("written", ["2026-01-10", "10/1/2026", " 10/01/2026 ", "10-1-2026"])
def test_day_is_read_when_it_is_written_either_way(written: str) -> None:
    assert read_day(written) == SATURDAY


def test_span_ends_on_the_worked_saturday_when_a_swap_says_so(town: Town) -> None:
    accepted_at = datetime(2025, 12, 21, 3, tzinfo=UTC)
    clocks = Clocks(resolve_after=timedelta(days=20), calendar=_calendar(town))
    assert resolve_by(accepted_at, clocks) == datetime(2026, 1, 10, 17, tzinfo=UTC)
    assert resolve_by(accepted_at, Clocks()) == datetime(2026, 1, 12, 17, tzinfo=UTC)


def test_post_is_open_on_the_worked_saturday_and_shut_on_the_day_off(town: Town) -> None:
    staff = Staff(hours=OFFICE_HOURS, calendar=_calendar(town))
    assert staff.is_open(datetime(2026, 1, 10, 3, tzinfo=UTC))
    assert not staff.is_open(datetime(2026, 1, 10, 11, tzinfo=UTC))
    assert not staff.is_open(datetime(2026, 1, 2, 3, tzinfo=UTC))
    assert staff.opens_at(datetime(2026, 1, 1, 3, tzinfo=UTC)) == datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
    assert not staff.is_open(datetime(2026, 1, 17, 3, tzinfo=UTC))


def test_command_changes_the_same_table(town: Town) -> None:
    assert town.command("days", "off", "30/11/2026", "--note", "Thông báo").exit_code == 0
    assert "2026-11-30\toff\tThông báo" in town.command("days", "list").output
    assert town.command("days", "worked", "2026-11-30").exit_code == 0
    assert "2026-11-30\tworked" in town.command("days", "list").output
    assert town.command("days", "forget", "2026-11-30").exit_code == 0
    assert "2026-11-30" not in town.command("days", "list").output
    assert "write 2026-01-10" in town.command("days", "off", "x").output
