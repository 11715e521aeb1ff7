"""What an officer has typed at a tip is kept under the officer's own key until it is sent."""

import pytest
from sqlmodel import select

from tests.town import Town, act, read_field, tip_id
from tests.wire import Wire
from triage.desk.casework.tables import TipDraft
from triage.offices.accounts.tables import Officer

TYPED = "Cảm ơn, chúng tôi đang xác minh biển số 88A-123.45"


def _keep(town: Town, username: str, tip: str, text: str, step: str = "answer") -> int:
    answer = town.officer(username).post(
        f"/officer/tips/{tip}/draft",
        data={"step": step, "text": text, "version": "9"},
        headers={"Sec-Fetch-Dest": "empty"},
    )
    return answer.status_code


def _rows(town: Town) -> list[TipDraft]:
    with town.database.reading() as session:
        return [row for row in session.exec(select(TipDraft)) if row.locked]


def test_draft_is_there_in_the_next_session_and_gone_when_it_was_sent(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    act(town.officer("tanngoc"), tip, "acknowledge")
    assert _keep(town, "tanngoc", tip, "Cảm ơn") == 204
    assert _keep(town, "tanngoc", tip, TYPED) == 204
    officer = town.officer("tanngoc")
    page = officer.get(f"/officer/tips/{tip}").text
    assert TYPED in page
    assert "gõ dở lần trước" in page
    assert act(officer, tip, "answer", text=TYPED) == 303
    assert _rows(town) == []
    assert "gõ dở lần trước" not in officer.get(f"/officer/tips/{tip}").text


def _move(town: Town, **to: str) -> None:
    """Write the one draft to another place, as a hand in the database would."""
    with town.database.writing() as session:
        row = session.exec(select(TipDraft)).one()
        moved = TipDraft.model_validate(row.model_dump() | to)
        session.delete(row)
        session.flush()
        session.add(moved)
        session.commit()


def test_draft_is_read_by_no_other_officer_and_stands_nowhere_plainly(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    _keep(town, "tanngoc", tip, TYPED, step="note")
    assert TYPED not in town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip}").text
    (row,) = _rows(town)
    assert TYPED.encode() not in row.locked


@pytest.mark.parametrize("place", ["officer", "tip", "step"])
def test_draft_opens_nowhere_else_when_its_row_was_moved(town: Town, place: str) -> None:
    tip, other = (tip_id(town.hand_in(town.box("tanngoc"))) for _ in range(2))
    _keep(town, "tanngoc", tip, TYPED, step="note")
    username, shown = (
        ("truongca-binhtuyen", tip) if place == "officer" else ("tanngoc", other if place == "tip" else tip)
    )
    with town.database.reading() as session:
        chief = session.exec(select(Officer.id).where(Officer.username == "truongca-binhtuyen")).one()
    _move(town, **{"officer": {"officer_id": chief}, "tip": {"tip_id": other}, "step": {"step": "transfer"}}[place])
    page = town.officer(username).get(f"/officer/tips/{shown}").text
    assert TYPED not in page
    assert "gõ dở lần trước" not in page


def test_draft_that_was_on_its_way_does_not_come_back_when_the_step_was_taken(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    version = read_field(officer.get(f"/officer/tips/{tip}").text, "version")
    assert act(officer, tip, "answer", text=TYPED) == 303
    late = officer.post(
        f"/officer/tips/{tip}/draft",
        data={"step": "answer", "text": TYPED, "version": version},
        headers={"Sec-Fetch-Dest": "empty"},
    )
    assert late.status_code == 204
    assert _rows(town) == []


def test_emptied_draft_is_deleted_and_one_for_anothers_tip_or_step_is_refused(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    _keep(town, "tanngoc", tip, TYPED)
    assert _keep(town, "tanngoc", tip, " \n ") == 204
    assert _rows(town) == []
    assert _keep(town, "thongnhat", tip, TYPED) == 404
    for step in ("nothing", "acknowledge", "bar"):
        assert _keep(town, "tanngoc", tip, TYPED, step=step) == 404
    assert _rows(town) == []


def test_draft_is_forgotten_after_a_week(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    _keep(town, "tanngoc", tip, TYPED)
    town.clock.advance(days=6)
    with town.worker(Wire()) as worker:
        worker.begin()
    assert len(_rows(town)) == 1
    town.clock.advance(days=2)
    with town.worker(Wire()) as worker:
        worker.begin()
    assert _rows(town) == []
