"""Who is there when: hours, leaves, shifts and deputies move where a tip goes; the desk changes hands."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from intake.ground.local_time import to_local
from tests.town import FakeClock, Town, act, read_field, tip_id
from tests.wire import Wire
from triage.desk.queue.tables import Handover
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.journal.verify import verify_journal
from triage.offices.accounts.tables import Officer
from triage.offices.duty.tables import DutyHours, Leave, Shift
from triage.offices.posts.tables import Holding, Post
from triage.tips.delivery.tables import Delivery
from triage.tips.record.tables import Tip

AREA = "08944-r11"


def _post_id(town: Town, area_id: str | None, kind: str | None = None) -> str:
    with town.database.reading() as session:
        query = select(Post.id).where(Post.area_id == area_id) if area_id else select(Post.id).where(Post.kind == kind)
        return session.exec(query).one()


def _officer_id(town: Town, username: str) -> str:
    with town.database.reading() as session:
        return session.exec(select(Officer.id).where(Officer.username == username)).one()


def _local(clock: FakeClock, **ahead: float) -> str:
    return f"{to_local(clock.at + timedelta(**ahead)):%Y-%m-%dT%H:%M}"


def _span(town: Town, hours: float) -> dict[str, str]:
    return {"begins": _local(town.clock, hours=-1), "ends": _local(town.clock, hours=hours)}


def _told(town: Town, tip: str) -> set[str]:
    with town.database.reading() as session:
        query = select(Officer.username).join(Delivery, col(Delivery.officer_id) == col(Officer.id))
        return set(session.exec(query.where(Delivery.tip_id == tip)))


def _reason(client: TestClient, tip: str) -> str:
    return client.get(f"/officer/tips/{tip}").text.split("Vì sao đến đây</dt><dd>")[1].split("</dd>")[0]


def _ask(town: Town) -> None:
    with town.worker(Wire()) as worker:
        worker.alerter.work_due()


def test_routine_tip_stands_at_the_desk_too_when_the_post_is_closed(town: Town) -> None:
    # Given office hours from 13 to 17 of the place's time; the clock stands at 9:17 on a Monday
    chief = town.officer("truongca-binhtuyen")
    hours = {f"{edge}-{day}": at for day in range(7) for edge, at in (("begins", "13:00"), ("ends", "17:00"))}
    assert chief.post("/officer/duty/hours", data={"post": _post_id(town, AREA), **hours}).status_code == 303
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    urgent = tip_id(town.hand_in(town.box("tanngoc"), urgency="now"))
    # Then the duty desk is told of the routine one, and the officer of the urgent one
    assert _told(town, tip) == {"trucban1", "trucban2"}
    assert _told(town, urgent) == {"tanngoc"}
    assert _reason(town.officer("trucban1"), tip).startswith("Ngoài giờ trực của thôn Tân Ngọc")
    # And when the hours begin, the officer is asked
    town.clock.advance(hours=4)
    _ask(town)
    assert "tanngoc" in _told(town, tip)


@pytest.mark.parametrize(
    "hours", [{"begins-0": "17:00", "ends-0": "07:00"}, {"begins-0": "07:00"}, {"begins-0": "x", "ends-0": "y"}]
)
def test_hours_are_refused_when_they_cannot_be(town: Town, hours: dict[str, str]) -> None:
    chief = town.officer("truongca-binhtuyen")
    assert chief.post("/officer/duty/hours", data={"post": _post_id(town, AREA), **hours}).status_code == 422
    assert "ngày đêm" in chief.get("/officer/duty").text


def test_tip_goes_past_an_officer_who_is_away_and_waits_for_him_too(town: Town) -> None:
    officer, chief = town.officer("tanngoc"), town.officer("truongca-binhtuyen")
    form = {"officer": _officer_id(town, "tanngoc"), **_span(town, 24)}
    assert officer.post("/officer/duty/leave", data=form).status_code == 303
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    assert _told(town, tip) == {"truongca-binhtuyen"}
    assert _reason(chief, tip).startswith("Chưa có người phụ trách ở:")
    assert tip in town.list_tips("tanngoc")


def test_deputy_is_told_and_reads_what_was_before_when_the_holder_is_away(town: Town) -> None:
    old = tip_id(town.hand_in(town.box("tanngoc"), what="Chuyện cũ"))
    chief, post = town.officer("truongca-binhtuyen"), _post_id(town, AREA)
    deputy = town.officer("thongnhat")
    form = {"post": post, "officer": _officer_id(town, "thongnhat")}
    assert chief.post("/officer/duty/deputy", data=form).status_code == 303
    assert "Chuyện cũ" in deputy.get(f"/officer/tips/{old}").text
    present = tip_id(town.hand_in(town.box("tanngoc")))
    assert _told(town, present) == {"tanngoc"}
    chief.post("/officer/duty/leave", data={"officer": _officer_id(town, "tanngoc"), **_span(town, 24)})
    # Routing remembers a ladder for two seconds; a fresh process reads it anew.
    town.restart()
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    assert _told(town, tip) == {"thongnhat"}
    assert act(deputy, tip, "acknowledge") == 303
    # Ended, and named once more.
    assert chief.post("/officer/duty/end-deputy", data=form).status_code == 303
    assert deputy.get(f"/officer/tips/{tip}").status_code == 404
    assert chief.post("/officer/duty/deputy", data=form).status_code == 303
    assert deputy.get(f"/officer/tips/{tip}").status_code == 200


def test_nothing_is_sealed_to_a_deputy_whose_stored_key_was_replaced(town: Town) -> None:
    with town.database.writing() as session:
        other = session.exec(select(Officer).where(Officer.username == "nguho")).one()
        victim = session.exec(select(Officer).where(Officer.username == "thongnhat")).one()
        victim.public_key = other.public_key
        session.add(victim)
        session.commit()
    form = {"post": _post_id(town, AREA), "officer": _officer_id(town, "thongnhat")}
    assert town.officer("truongca-binhtuyen").post("/officer/duty/deputy", data=form).status_code == 422
    with town.database.reading() as session:
        assert not session.exec(select(Holding.id).where(col(Holding.is_deputy))).all()


def test_the_one_on_shift_is_told_alone_when_a_shift_runs(town: Town) -> None:
    desk, post = town.officer("trucban1"), _post_id(town, None, "duty_desk")
    form = {"post": post, "officer": _officer_id(town, "trucban2"), **_span(town, 8)}
    assert desk.post("/officer/duty/shift", data=form).status_code == 303
    with town.database.writing() as session:
        for officer in session.exec(
            select(Officer).where(col(Officer.username).in_(["tanngoc", "truongca-binhtuyen"]))
        ):
            officer.closed_at = town.clock.at
            session.add(officer)
        session.commit()
    assert _told(town, tip_id(town.hand_in(town.box("tanngoc")))) == {"trucban2"}
    page = desk.get("/officer/duty").text
    assert desk.post("/officer/duty/delete-shift", data={"shift": read_field(page, "shift")}).status_code == 303
    town.restart()
    assert _told(town, tip_id(town.hand_in(town.box("tanngoc")))) == {"trucban1", "trucban2"}


def test_plan_is_closed_to_an_officer_when_the_post_is_not_his_to_plan(town: Town) -> None:
    officer, other_chief = town.officer("tanngoc"), town.officer("truongca-binhxuyen")
    post, person = _post_id(town, AREA), _officer_id(town, "thongnhat")
    for client in (officer, other_chief):
        for step, form in (
            ("hours", {"post": post}),
            ("shift", {"post": post, "officer": person, **_span(town, 8)}),
            ("leave", {"officer": person, **_span(town, 8)}),
            ("deputy", {"post": post, "officer": person}),
            ("end-deputy", {"post": post, "officer": person}),
            ("delete-shift", {"shift": "0" * 32}),
            ("delete-leave", {"leave": "0" * 32}),
        ):
            assert client.post(f"/officer/duty/{step}", data=form).status_code == 422, step
    assert officer.post("/officer/duty/nothing", data={"post": post}).status_code == 404


def test_plan_changes_by_command_as_on_the_page(town: Town) -> None:
    def run(*arguments: str) -> str:
        ran = town.command("duty", *arguments)
        assert ran.exit_code == 0, ran.output
        return ran.output

    # Commands know the real time only.
    town.clock.at = datetime.now(UTC)
    begins, ends = _local(town.clock, hours=-1), _local(town.clock, hours=8)
    # Hours
    run("hours", AREA, "mon=07:00-17:00", "sun=00:00-24:00")
    assert f"{AREA}\tthôn Tân Ngọc, xã Bình Tuyền\tasked now: tanngoc\tmon=07:00-17:00 sun=00:00-24:00\n" in run("list")
    run("hours", AREA)
    assert "asked now: tanngoc\tday and night\n" in run("list")
    # A leave: the next one up is told
    run("leave", "TanNgoc", begins, ends)
    leave = re.findall(rf"leave\t(\w+)\ttanngoc\t{begins}\t{ends}\n", run("list"))[0]
    assert f"{AREA}\tthôn Tân Ngọc, xã Bình Tuyền\tasked now: nobody" in run("list")
    assert _told(town, tip_id(town.hand_in(town.box("tanngoc")))) == {"truongca-binhtuyen"}
    run("undo", leave)
    # A shift, seen on the page too
    run("shift", "duty_desk", "trucban2", begins, ends)
    assert "asked now: trucban2\t" in run("list")
    assert read_field(town.officer("trucban1").get("/officer/duty").text, "shift") in run("list")
    run("undo", re.findall(r"shift\t(\w+)\ttrucban2", run("list"))[0])
    assert "shift\t" not in run("list")
    # Each is journaled; the inspectorate's plan is its own
    assert "inspectorate" not in run("list")
    with town.database.reading() as session:
        lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.DUTY_CHANGED)).all()
    assert [(line.remark, line.officer_id) for line in lines] == [
        (remark, None) for remark in ("hours", "hours", "leave", "leave", "shift", "shift")
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("hours", AREA, "mon=17:00-07:00"),
        ("hours", AREA, "mon=7-17"),
        ("hours", AREA, "someday=07:00-17:00"),
        ("hours", "inspectorate", "mon=07:00-17:00"),
        ("hours", "nowhere", "mon=07:00-17:00"),
        ("shift", AREA, "trucban1", "2126-11-24T07:00", "2126-11-24T08:00"),
        ("shift", AREA, "nobody", "2126-11-24T07:00", "2126-11-24T08:00"),
        ("shift", AREA, "tanngoc", "2126-11-24T08:00", "2126-11-24T07:00"),
        ("leave", "thanhtra1", "2126-11-24", "2126-11-25"),
        ("leave", "tanngoc", "yesterday", "tomorrow"),
        ("undo", "0" * 32),
    ],
)
def test_nothing_is_planned_by_command_when_it_cannot_be(town: Town, arguments: tuple[str, ...]) -> None:
    refused = town.command("duty", *arguments)
    assert refused.exit_code in (1, 2)
    assert "Traceback" not in refused.output
    with town.database.reading() as session:
        for table in (DutyHours, Shift, Leave):
            assert not session.exec(select(table)).all()


def test_round_after_round_is_asked_when_nobody_takes_a_tip(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    told = []
    for _round in range(5):
        town.clock.advance(minutes=30)
        _ask(town)
        told.append(_told(town, tip))
    assert told[0] == {"tanngoc", "truongca-binhtuyen"}
    assert told[1] == {"tanngoc", "truongca-binhtuyen", "trucban1", "trucban2"}
    with town.database.reading() as session:
        count = len(session.exec(select(Delivery.id).where(Delivery.tip_id == tip)).all())
        remarks = session.exec(
            select(JournalDetail.remark).where(JournalDetail.event == JournalEvent.TIP_ESCALATED)
        ).all()
    assert count == 1 + 2 + 4 * 4
    assert remarks == ["1", "2", "3", "4", "5"]
    act(town.officer("trucban1"), tip, "acknowledge")
    town.clock.advance(hours=5)
    _ask(town)
    with town.database.reading() as session:
        assert len(session.exec(select(Delivery.id).where(Delivery.tip_id == tip)).all()) == count
        assert session.get_one(Tip, tip).ask_again_at is None
        assert verify_journal(session).faults == ()


def test_inspectorate_is_asked_within_itself_when_nobody_takes_its_tip(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    for _round in range(3):
        town.clock.advance(hours=1)
        _ask(town)
    assert _told(town, tip) == {"thanhtra1", "thanhtra2"}


def test_desk_changes_hands_when_the_next_officer_signs_over(town: Town) -> None:
    desk = town.officer("trucban1")
    town.hand_in(town.box_of_area("08944-r03"))
    page = desk.get("/officer/handover").text
    work = {name: read_field(page, name) for name in ("waiting", "open")}
    form = {"username": "trucban2", "passphrase": town.passphrases["trucban2"], "seen": "1", **work}
    assert desk.post("/officer/handover", data={**form, "passphrase": "nein"}).status_code == 409
    assert desk.post("/officer/handover", data={**form, "seen": ""}).status_code == 409
    stranger = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert desk.post("/officer/handover", data={**form, **stranger}).status_code == 409
    before = dict(desk.cookies)
    assert desk.post("/officer/handover", data=form).headers["location"] == "/officer/second-step"
    # Half-way: the first officer's session is still the one that counts.
    assert "Trần Thị Bích" not in desk.get("/officer/queue").text
    town.take_second_step(desk, "trucban2", at=town.clock.now())
    assert "Trần Thị Bích" in desk.get("/officer/queue").text
    desk.cookies.clear()
    desk.cookies.update(before)
    assert desk.get("/officer/queue").headers["location"] == "/officer"
    with town.database.reading() as session:
        row = session.exec(select(Handover)).one()
    assert (row.from_officer_id, row.to_officer_id) == (_officer_id(town, "trucban1"), _officer_id(town, "trucban2"))


def test_handing_over_waits_when_a_tip_came_that_the_next_officer_has_not_seen(town: Town) -> None:
    desk = town.officer("trucban1")
    page = desk.get("/officer/handover").text
    work = {name: read_field(page, name) for name in ("waiting", "open")}
    tip = tip_id(town.hand_in(town.box("tanngoc"), urgency="danger"))
    town.clock.advance(minutes=15)
    form = {"username": "trucban2", "passphrase": town.passphrases["trucban2"], "seen": "1", **work}
    answer = desk.post("/officer/handover", data=form)
    assert answer.status_code == 409
    assert "có tin mới đến trong lúc bàn giao" in answer.text
    assert tip in town.list_tips("trucban1")


def test_handing_over_waits_when_a_tip_came_before_the_second_step(town: Town) -> None:
    # A tip that climbs to the desk in ten minutes, between the two steps.
    town.hand_in(town.box("tanngoc"), urgency="danger")
    town.clock.advance(minutes=6)
    desk = town.officer("trucban1")
    page = desk.get("/officer/handover").text
    work = {name: read_field(page, name) for name in ("waiting", "open")}
    form = {"username": "trucban2", "passphrase": town.passphrases["trucban2"], "seen": "1", **work}
    assert desk.post("/officer/handover", data=form).headers["location"] == "/officer/second-step"
    town.clock.advance(minutes=5)
    town.take_second_step(desk, "trucban2", at=town.clock.now())
    assert "Trần Thị Bích" not in desk.get("/officer/queue").text
    with town.database.reading() as session:
        assert session.exec(select(Handover)).first() is None


def test_desk_is_counted_without_what_the_leaving_officer_is_barred_from(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    assert read_field(town.officer("thanhtra2").get("/officer/handover").text, "waiting") == "1"
    assert act(town.officer("thanhtra1"), tip, "bar", officer=_officer_id(town, "thanhtra2")) == 303
    assert read_field(town.officer("thanhtra2").get("/officer/handover").text, "waiting") == "0"
