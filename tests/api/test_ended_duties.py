"""Duties that end between the page and its button: every action asks for the right as it stands now."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from tests.api.test_letters import AREA, COLLECTOR, WHAT, _assign, _open
from tests.api.test_warnings import CHIEF, _publish
from tests.town import Town, read_field
from triage.offices.accounts.tables import Officer
from triage.offices.holders.closing import close_account
from triage.offices.posts.holdings import end_holdings
from triage.tips.record.tables import Tip
from triage.warnings.tables import WarningRow


def _leave_posts(town: Town, username: str) -> None:
    with town.database.writing() as session:
        officer = session.exec(select(Officer.id).where(Officer.username == username)).one()
        end_holdings(session, officer, at=town.clock.now())
        session.commit()


def _give_box_to_another(town: Town, _username: str) -> None:
    assert _assign(town, "trucban1") == 303


def _give_box_to_nobody(town: Town, _username: str) -> None:
    form = {"area": AREA, "collector": "", "days": "7"}
    assert town.officer(CHIEF).post("/officer/letters/boxes", data=form).status_code == 303


def _close(town: Town, username: str) -> None:
    with town.database.writing() as session:
        close_account(session, username, at=town.clock.now())
        session.commit()


@pytest.mark.parametrize("end", [_leave_posts, _give_box_to_another, _give_box_to_nobody, _close])
def test_no_letter_comes_in_when_the_duty_ended_after_the_page_was_shown(
    town: Town, end: Callable[[Town, str], None]
) -> None:
    assert _assign(town) == 303
    collector = town.officer(COLLECTOR)
    path = _open(collector)
    form = {"receipt": read_field(collector.get(path).text, "receipt"), "what": WHAT, "found_on": "2026-11-23"}
    assert collector.get(path).status_code == 200
    end(town, COLLECTOR)
    assert collector.post(path, data=form).status_code in (303, 404)
    assert collector.post("/officer/letters/rounds", data={"area": AREA, "letters": "1"}).status_code in (303, 404, 422)
    with town.database.reading() as session:
        assert session.exec(select(Tip)).all() == []


def _take_back(client: TestClient, warning: str) -> int:
    return int(client.post("/officer/warnings/take-back", data={"warning": warning}).status_code)


def test_published_warning_stays_when_its_author_holds_the_post_no_more(town: Town) -> None:
    _publish(town)
    author = town.officer("tanngoc")
    page = author.get("/officer/warnings").text
    with town.database.reading() as session:
        warning = session.exec(select(WarningRow.id)).one()
    assert "/officer/warnings/take-back" in page
    _leave_posts(town, "tanngoc")
    assert "/officer/warnings/take-back" not in author.get("/officer/warnings").text
    assert _take_back(author, warning) == 404
    # The chief, whose duty lasts, takes it back
    assert _take_back(town.officer(CHIEF), warning) == 303
