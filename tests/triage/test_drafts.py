"""What an officer has typed at a tip is kept under the officer's own key until it is sent."""

from sqlmodel import select

from tests.town import Town, act, tip_id
from tests.wire import Wire
from triage.desk.casework.tables import TipDraft

TYPED = "Cảm ơn, chúng tôi đang xác minh biển số 88A-123.45"


def _keep(town: Town, username: str, tip: str, text: str, step: str = "answer") -> int:
    answer = town.officer(username).post(
        f"/officer/tips/{tip}/draft", data={"step": step, "text": text}, headers={"Sec-Fetch-Dest": "empty"}
    )
    return answer.status_code


def _rows(town: Town) -> list[TipDraft]:
    with town.database.reading() as session:
        return list(session.exec(select(TipDraft)))


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


def test_draft_is_read_by_nobody_else_and_stands_nowhere_plainly(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    _keep(town, "tanngoc", tip, TYPED, step="note")
    assert TYPED not in town.officer("truongca-binhtuyen").get(f"/officer/tips/{tip}").text
    (row,) = _rows(town)
    assert TYPED.encode() not in row.locked
    # Moved to another officer by a hand in the database, it opens there to nothing
    with town.database.writing() as session:
        chief = session.merge(row)
        session.delete(chief)
        session.commit()
    assert TYPED not in town.officer("tanngoc").get(f"/officer/tips/{tip}").text


def test_emptied_draft_is_deleted_and_one_for_anothers_tip_or_step_is_refused(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    _keep(town, "tanngoc", tip, TYPED)
    assert _keep(town, "tanngoc", tip, " \n ") == 204
    assert _rows(town) == []
    assert _keep(town, "thongnhat", tip, TYPED) == 404
    assert _keep(town, "tanngoc", tip, TYPED, step="nothing") == 404
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
