"""Which post a tip goes to, and where it climbs while nobody acknowledges it."""

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from tests.town import Town, act, tip_id
from triage.ground.vocabulary import PostKind
from triage.offices.posts.tables import Post
from triage.tips.record.tables import Tip, TipAccess

VACANT = "08944-r03"


def _is_listed(town: Town, username: str, tip: str) -> bool:
    return f"/officer/tips/{tip}" in town.officer(username).get("/officer/queue").text


def _reason(town: Town, username: str, tip: str) -> str:
    page = town.officer(username).get(f"/officer/tips/{tip}").text
    return page.split("Vì sao đến đây</dt><dd>")[1].split("</dd>")[0]


def test_tip_stands_with_the_officer_alone_when_the_area_has_one(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    listed = [username for username in town.accounts if _is_listed(town, username, tip)]
    assert listed == ["tanngoc"]


def test_chief_reads_his_branch_when_the_officer_below_has_the_tip(town: Town) -> None:
    tip, chief = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("truongca-binhtuyen")
    assert tip in chief.get("/officer/queue?shelf=branch").text
    assert chief.get(f"/officer/tips/{tip}").status_code == 200


def test_tip_goes_to_the_chief_when_the_area_is_vacant(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box_of_area(VACANT)))
    assert _is_listed(town, "truongca-binhtuyen", tip)
    assert _reason(town, "truongca-binhtuyen", tip).startswith("Chưa có người phụ trách ở:")


def test_successor_reads_what_came_before_when_a_vacant_area_gets_an_officer(town: Town) -> None:
    # Given a tip for an area that nobody looks after, and a chief who brings an officer in
    receipt, chief = town.hand_in(town.box_of_area(VACANT), what="Chuyện cũ"), town.officer("truongca-binhtuyen")
    with town.database.reading() as session:
        post = session.exec(select(Post.id).where(Post.area_id == VACANT)).one()
    digits = town.bring_in(chief, post, "canbomoi")
    newcomer = town.officer("canbomoi")
    assert newcomer.get(f"/officer/tips/{tip_id(receipt)}").status_code == 404
    # When the chief compares the digits and gives the post
    page = chief.get("/officer/people").text
    officer = page.split('name="officer" value="')[1].split('"')[0]
    wrong = chief.post("/officer/people/confirm", data={"post": post, "officer": officer, "digits": "0000 0000"})
    assert wrong.status_code == 409
    right = chief.post("/officer/people/confirm", data={"post": post, "officer": officer, "digits": digits})
    assert "Đã giao đầu mối." in right.text
    # Then the officer reads what came before
    assert "Chuyện cũ" in newcomer.get(f"/officer/tips/{tip_id(receipt)}").text
    assert _is_listed(town, "canbomoi", tip_id(receipt))


def test_tip_goes_to_the_chief_when_it_is_sent_to_the_communes_box(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("truongca-binhtuyen")))
    assert _is_listed(town, "truongca-binhtuyen", tip)
    assert not _is_listed(town, "tanngoc", tip)


def test_tip_goes_to_the_inspectorate_alone_when_it_is_about_police(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    assert [username for username in town.accounts if _is_listed(town, username, tip)] == ["thanhtra1", "thanhtra2"]
    with town.database.reading() as session:
        kinds = session.exec(select(Post.kind).join(TipAccess).where(TipAccess.tip_id == tip)).all()
    assert kinds == [PostKind.INSPECTORATE]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("urgency", "step"), [("", 30), ("now", 30), ("danger", 5)])
def test_tip_climbs_step_by_step_when_nobody_acknowledges_it(town: Town, urgency: str, step: int) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), urgency=urgency))
    ladder = ("tanngoc", "truongca-binhtuyen", "trucban1")
    for reached in range(1, 4):
        assert [_is_listed(town, username, tip) for username in ladder] == [place < reached for place in range(3)]
        town.clock.advance(minutes=step)
    assert (
        _reason(town, "trucban1", tip) == "Chuyển cấp: chưa ai nhận tin ở thôn Tân Ngọc, xã Bình Tuyền trong thời hạn."
    )
    # Whoever is asked may take it.
    assert act(town.officer("trucban2"), tip, "acknowledge") == 303


def test_tip_climbs_no_further_when_somebody_has_acknowledged_it(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    act(town.officer("tanngoc"), tip, "acknowledge")
    town.clock.advance(hours=3)
    assert not _is_listed(town, "truongca-binhtuyen", tip)
    assert not _is_listed(town, "trucban1", tip)
    assert town.officer("trucban1").get(f"/officer/tips/{tip}").status_code == 404


def test_every_tip_stands_before_somebody_when_every_account_below_the_desk_is_closed(town: Town) -> None:
    with town.database.writing() as session:
        session.connection().execute(
            text("UPDATE officer SET closed_at = created_at WHERE username NOT LIKE 'trucban%' AND role = 'officer'")
        )
        session.commit()
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    assert _is_listed(town, "trucban1", tip)


def test_news_stays_with_the_second_officer_when_the_first_has_read_it(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    first, second = town.officer("thanhtra1"), town.officer("thanhtra2")
    assert "Chưa đọc" in first.get("/officer/queue").text
    first.get(f"/officer/tips/{tip}")
    assert "Chưa đọc" not in first.get("/officer/queue").text
    assert "Chưa đọc" in second.get("/officer/queue").text


def test_registers_run_apart_when_tips_come_from_several_communes(town: Town) -> None:
    for box in ("tanngoc", "tanngoc", "nguho", "truongca-binhtuyen"):
        town.hand_in(town.box(box))
    town.hand_in(town.box("tanngoc"), about_police="true")
    town.clock.advance(days=60)
    town.hand_in(town.box("tanngoc"))
    with town.database.reading() as session:
        rows = session.exec(
            select(Tip.register_name, Tip.register_year, Tip.register_number).order_by(
                col(Tip.register_name), col(Tip.register_year), col(Tip.register_number)
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("08944", 2026, 1),
        ("08944", 2026, 2),
        ("08944", 2026, 3),
        ("08944", 2027, 1),
        ("08950", 2026, 1),
        ("inspectorate", 2026, 1),
    ]
