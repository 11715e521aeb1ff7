"""The moves of a tip, the queue's order and pages, two officers at once."""

import itertools
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from tests.town import Town, act, read_field, tip_id
from triage.desk.casework.moves import MOVES, MoveName, get_move, list_moves
from triage.desk.queue.queue import PAGE_SIZE
from triage.ground.errors import MoveRefused
from triage.ground.vocabulary import Status
from triage.tips.opening.open import Capacity
from triage.tips.record.tables import Message, Tip, TipAccess

ALLOWED = {
    (MoveName.ACKNOWLEDGE, Status.NEW, Capacity.HOLDER),
    (MoveName.ACKNOWLEDGE, Status.NEW, Capacity.READER),
    (MoveName.VERIFY, Status.ACKNOWLEDGED, Capacity.HOLDER),
    (MoveName.FORWARD, Status.ACKNOWLEDGED, Capacity.CHIEF),
    (MoveName.FORWARD, Status.VERIFYING, Capacity.CHIEF),
    (MoveName.CLOSE, Status.ACKNOWLEDGED, Capacity.HOLDER),
    (MoveName.CLOSE, Status.VERIFYING, Capacity.HOLDER),
    (MoveName.CLOSE, Status.FORWARDED, Capacity.CHIEF),
    (MoveName.REOPEN, Status.CLOSED, Capacity.CHIEF),
    (MoveName.REOPEN, Status.CLOSED, Capacity.CLOSER),
    (MoveName.HAND_OVER, Status.NEW, Capacity.DISPATCHER),
    (MoveName.HAND_OVER, Status.ACKNOWLEDGED, Capacity.DISPATCHER),
    (MoveName.HAND_OVER, Status.VERIFYING, Capacity.DISPATCHER),
    (MoveName.TRANSFER, Status.NEW, Capacity.LOCAL),
    (MoveName.TRANSFER, Status.ACKNOWLEDGED, Capacity.LOCAL),
    (MoveName.TRANSFER, Status.VERIFYING, Capacity.LOCAL),
    (MoveName.REFER, Status.ACKNOWLEDGED, Capacity.LOCAL),
    (MoveName.REFER, Status.VERIFYING, Capacity.LOCAL),
    (MoveName.REFER, Status.ACKNOWLEDGED, Capacity.DISPATCHER),
    (MoveName.REFER, Status.VERIFYING, Capacity.DISPATCHER),
    *((MoveName.BAR, status, Capacity.INSPECTORATE) for status in Status),
    *(
        (name, status, capacity)
        for name in (MoveName.ASSIGN, MoveName.EXTEND)
        for status in (Status.ACKNOWLEDGED, Status.VERIFYING, Status.FORWARDED)
        for capacity in (Capacity.HOLDER, Capacity.CHIEF)
    ),
    *(
        (MoveName.SHARE, status, capacity)
        for status in (Status.ACKNOWLEDGED, Status.VERIFYING, Status.FORWARDED)
        for capacity in (Capacity.LOCAL, Capacity.DISPATCHER)
    ),
    *(
        (MoveName.COUNT, status, capacity)
        for status in (Status.FORWARDED, Status.CLOSED)
        for capacity in (Capacity.HOLDER, Capacity.CHIEF)
    ),
    (MoveName.RELEASE, Status.NEW, Capacity.INSPECTORATE),
    (MoveName.RELEASE, Status.ACKNOWLEDGED, Capacity.INSPECTORATE),
    (MoveName.RELEASE, Status.VERIFYING, Capacity.INSPECTORATE),
}


@pytest.mark.parametrize(("name", "status", "capacity"), list(itertools.product(MoveName, Status, Capacity)))
def test_move_is_open_only_when_the_table_says_so(name: MoveName, status: Status, capacity: Capacity) -> None:
    capacities = frozenset({capacity})
    if (name, status, capacity) in ALLOWED:
        assert get_move(name, status, capacities).name == name
    else:
        assert name not in {move.name for move in list_moves(status, capacities)}
        with pytest.raises(MoveRefused):
            get_move(name, status, capacities)


def test_every_status_leads_on_when_somebody_works_on_it() -> None:
    assert {source for move in MOVES for source in move.sources} == set(Status)


def test_case_goes_its_whole_way_when_officer_and_chief_work_together(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, chief, tip = town.officer("tanngoc"), town.officer("truongca-binhtuyen"), tip_id(receipt)
    assert act(officer, tip, "acknowledge") == 303
    assert act(officer, tip, "verify") == 303
    assert act(officer, tip, "forward", text="Chuyển") == 409
    assert act(chief, tip, "forward", text="Chuyển phòng PC04") == 303
    assert "Đã chuyển cơ quan điều tra có thẩm quyền." in town.thread(receipt)
    assert "PC04" not in town.thread(receipt)
    assert act(officer, tip, "close", text="Xong", disposition="founded") == 409
    assert act(chief, tip, "close", text="Đã khởi tố.", disposition="founded") == 303
    assert "Đã khởi tố." in town.thread(receipt)


def test_second_is_told_and_nothing_is_overwritten_when_two_act_on_one_page(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    first, second = town.officer("thanhtra1"), town.officer("thanhtra2")
    versions = [read_field(client.get(f"/officer/tips/{tip}").text, "version") for client in (first, second)]
    assert versions[0] == versions[1]
    path = f"/officer/tips/{tip}/acknowledge"
    with ThreadPoolExecutor(2) as pool:
        taps = [pool.submit(client.post, path, data={"version": versions[0]}) for client in (first, second)]
    answers = [tap.result() for tap in taps]
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert "Người khác vừa thay đổi tin này." in next(answer.text for answer in answers if answer.status_code == 409)


def test_times_are_cut_to_the_hour_when_a_tip_is_closed(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    officer, tip = town.officer("tanngoc"), tip_id(receipt)
    act(officer, tip, "acknowledge")
    act(officer, tip, "answer", text="Cảm ơn")
    act(officer, tip, "close", text="Xong", disposition="founded")
    with town.database.reading() as session:
        row = session.get_one(Tip, tip)
        times = [row.accepted_at, row.acknowledged_at, row.closed_at]
        times += session.exec(select(Message.written_at).where(Message.tip_id == tip)).all()
        times += session.exec(select(TipAccess.accepted_at).where(TipAccess.tip_id == tip)).all()
        times += session.exec(select(TipAccess.visible_at).where(TipAccess.tip_id == tip)).all()
    assert len(times) > 6
    assert all(at is not None and (at.minute, at.second, at.microsecond) == (0, 0, 0) for at in times)


def test_most_urgent_comes_first_and_then_the_oldest_when_a_queue_is_read(town: Town) -> None:
    box, handed_in = town.box("tanngoc"), []
    for urgency in ("", "danger", "", "now", "danger"):
        handed_in.append(tip_id(town.hand_in(box, urgency=urgency)))
        town.clock.advance(seconds=1)
    page = town.officer("tanngoc").get("/officer/queue").text
    assert sorted(handed_in, key=page.index) == [handed_in[place] for place in (1, 4, 3, 0, 2)]


def test_every_tip_stands_on_one_page_when_the_queue_is_long(town: Town) -> None:
    tips = []
    for number in range(PAGE_SIZE + 3):
        tips.append(tip_id(town.hand_in(town.box("tanngoc"), urgency="now" if number % 7 == 0 else "")))
        town.clock.advance(seconds=1)
    officer = town.officer("tanngoc")
    first = officer.get("/officer/queue").text
    following = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = officer.get(following).text
    assert 'rel="next"' not in second
    assert [(tip in first) + (tip in second) for tip in tips] == [1] * len(tips)
    assert first.count("/officer/tips/") == PAGE_SIZE


def test_answer_waits_when_nobody_has_acknowledged_the_tip(town: Town) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("tanngoc")
    assert act(officer, tip, "answer", text="Chào bạn") == 409
    assert act(officer, tip, "note", text="Đã xem") == 303


def test_reading_is_told_to_be_over_when_the_months_key_was_destroyed(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    for key in (town.folder / "keys").glob("content-*"):
        key.unlink()
    officer = town.officer("tanngoc")
    assert officer.get(f"/officer/tips/{tip_id(receipt)}").status_code == 410
    assert town.resident().post("/tra-cuu", data={"receipt": receipt.reveal()}).status_code == 404


def test_officer_takes_a_closing_back_within_a_day_and_later_only_the_chief_does(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    officer = town.officer("tanngoc")
    act(officer, tip, "acknowledge")
    closing = {"disposition": "unfounded", "text": "Đã xem."}
    assert act(officer, tip, "close", **closing) == 303
    town.clock.advance(hours=22)
    officer = town.officer("tanngoc")
    assert act(officer, tip, "reopen") == 303
    assert act(officer, tip, "close", **closing) == 303
    town.clock.advance(hours=25)
    assert "/reopen" not in town.officer("tanngoc").get(f"/officer/tips/{tip}").text
    late = town.officer("tanngoc")
    version = re.findall(r'name="version" value="(\d+)"', late.get(f"/officer/tips/{tip}").text)[0]
    assert late.post(f"/officer/tips/{tip}/reopen", data={"version": version}).status_code == 409
    with town.database.reading() as session:
        assert session.get_one(Tip, tip).status == "closed"
    assert act(town.officer("truongca-binhtuyen"), tip, "reopen") == 303
