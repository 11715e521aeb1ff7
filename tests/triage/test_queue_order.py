"""What stands first in the queue and on the board, and finding a tip by its number."""

import re

import pytest

from tests.town import Town, act, tip_id


def _list_queue(town: Town, username: str) -> list[str]:
    return re.findall(r"/officer/tips/([0-9a-f]{32})", town.officer(username).get("/officer/queue").text)


def _hand_in(town: Town, **fields: str) -> str:
    found = tip_id(town.hand_in(town.box("tanngoc"), **fields))
    town.clock.advance(minutes=1)
    return found


def test_untaken_stands_before_taken_and_then_what_is_due_soonest_within_each_priority(town: Town) -> None:
    # Given tips that came one after the other: the first two are taken, and the first begun to be verified
    verified, taken, untaken, late, urgent, danger = (
        _hand_in(town),
        _hand_in(town),
        _hand_in(town),
        _hand_in(town),
        _hand_in(town, urgency="now"),
        _hand_in(town, urgency="danger"),
    )
    officer = town.officer("tanngoc")
    for tip in (verified, taken, danger):
        assert act(officer, tip, "acknowledge") == 303
    assert act(officer, verified, "verify") == 303
    # Then danger stands first though it is taken, and what has to be decided tomorrow before what is due in 20 days
    assert _list_queue(town, "tanngoc") == [danger, urgent, untaken, late, taken, verified]
    # And the pages of the list, cut anywhere, hold each once
    assert len(set(_list_queue(town, "tanngoc"))) == 6


def test_tip_goes_before_those_that_are_taken_again_when_it_was_transferred(town: Town) -> None:
    first, second = _hand_in(town), _hand_in(town)
    officer = town.officer("tanngoc")
    for tip in (first, second):
        assert act(officer, tip, "acknowledge") == 303
    assert act(officer, first, "transfer", area="08944-r02", text="Việc ở Thống Nhất") == 303
    # Then the chief, who has both, sees the one first that is new again
    page = town.officer("truongca-binhtuyen").get("/officer/queue?shelf=branch").text
    assert re.findall(r"/officer/tips/([0-9a-f]{32})", page) == [first, second]


def test_board_shows_every_life_at_risk_however_many_are_late(town: Town) -> None:
    danger = _hand_in(town, urgency="danger")
    assert act(town.officer("tanngoc"), danger, "acknowledge") == 303
    others = [_hand_in(town) for _ in range(12)]
    town.clock.advance(days=3)
    page = town.officer("truongca-binhtuyen").get("/officer/board").text
    assert "Nguy hiểm tính mạng: 1" in page
    assert page.index(danger) < min(page.index(tip) for tip in others if tip in page)


@pytest.mark.parametrize("written", ["{number}/{year}", "số {number}/{year}", "So {number}", "no. {number} / {year}"])
def test_number_leads_to_the_tip_when_it_is_typed_as_officers_write_it(town: Town, written: str) -> None:
    _hand_in(town)
    tip = _hand_in(town)
    year = town.clock.now().year
    answer = town.officer("tanngoc").post(
        "/officer/search", data={"words": written.format(number=2, year=year)}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/officer/tips/{tip}")


def test_bare_number_is_looked_for_as_a_number_and_as_a_word(town: Town) -> None:
    numbered, worded = _hand_in(town), _hand_in(town, what="Nhà số 1 ngõ 9")
    page = town.officer("tanngoc").post("/officer/search", data={"words": "1"}).text
    assert "Tin mang số này" in page
    assert numbered in page
    assert worded in page


def test_number_of_a_tip_that_the_officer_may_not_open_leads_nowhere(town: Town) -> None:
    hidden = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    page = town.officer("tanngoc").post("/officer/search", data={"words": f"1/{town.clock.now().year}"}).text
    assert hidden not in page
    assert "Tin mang số này" not in page
