"""Areas change: a new one finds its way to the chief, then to its own officer; a closed one keeps its old posters."""

import re
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from intake.areas.tables import Area, Box
from tests.gateways import send
from tests.town import Town, read_field, tip_id
from triage.custody.recovery.tables import PostRecoveryShare
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.posts.tables import Post, PostKey

COMMUNE, CHIEF, OWN = "08944", "truongca-binhtuyen", "08944-r11"


def _change(town: Town, change: str, username: str = "quantri", **fields: str) -> tuple[int, str]:
    answer = town.officer(username).post(f"/officer/areas/{change}", data=fields)
    return answer.status_code, answer.text


def _find_box(town: Town, name: str) -> tuple[str, str]:
    """Return the id and the box code of the area of that name."""
    with town.database.reading() as session:
        area = session.exec(select(Area).where(Area.name == name)).one()
        return area.id, session.exec(select(Box.code).where(Box.area_id == area.id)).one()


def test_new_area_reaches_the_chief_and_then_its_own_officer_when_a_post_was_made(town: Town) -> None:
    # Given an area that the administrator adds
    assert _change(town, "add", kind="thon", name="Đồng Mới", parent=COMMUNE)[0] == 200
    area_id, box = _find_box(town, "Đồng Mới")
    assert "thôn Đồng Mới" in town.resident().get("/").text
    # Its tips go to the chief until there is a post
    first = tip_id(town.hand_in(box, what="Chuyện đầu"))
    assert first in town.list_tips(CHIEF)
    # When the chief makes one, and brings somebody in
    chief = town.officer(CHIEF)
    assert "chưa có đầu mối" in chief.get("/officer/people").text
    page = chief.post("/officer/people/make-post", data={"area": area_id}).text
    assert "Đã lập đầu mối" in page
    assert "chưa có đầu mối: tin tới" not in page
    post = read_field(page.split("thôn Đồng Mới, ")[1], "post")
    digits = town.bring_in(chief, post, "dongmoi")
    waiting = read_field(chief.get("/officer/people").text, "officer")
    chief.post("/officer/people/confirm", data={"post": post, "officer": waiting, "digits": digits})
    town.restart()
    # Then the next goes there
    second = tip_id(town.hand_in(box, what="Chuyện sau"))
    assert town.list_tips("dongmoi") == [second]
    assert town.officer(CHIEF).post("/officer/people/make-post", data={"area": area_id}).status_code == 404


def test_text_finds_the_area_when_it_uses_a_name_that_was_added(town: Town) -> None:
    assert _change(town, "name", area=OWN, name="Xóm Cây Gạo")[0] == 200
    assert send(town, "standard", "0912345678", "danh bac o xom cay gao").status_code == 200
    assert len(town.list_tips("tanngoc")) == 1


def test_old_name_is_still_understood_when_an_area_has_another(town: Town) -> None:
    old = town.resident().get(f"/b/{town.box('tanngoc')}").text
    assert "Tân Ngọc" in old
    assert _change(town, "rename", area=OWN, name="Tân Ngọc Đông")[0] == 200
    assert "Tân Ngọc Đông" in town.resident().get(f"/b/{town.box('tanngoc')}").text
    send(town, "standard", "0912345678", "có đánh bạc ở thôn Tân Ngọc, Bá Hiến")
    assert len(town.list_tips("tanngoc")) == 1


def test_old_poster_still_takes_tips_when_its_area_was_closed(town: Town) -> None:
    box = town.box("tanngoc")
    assert f"/b/{box}" in town.resident().get("/").text
    assert _change(town, "close", area=OWN)[0] == 200
    assert f"/b/{box}" not in town.resident().get("/").text
    assert tip_id(town.hand_in(box)) in town.list_tips("tanngoc")
    assert _change(town, "reopen", area=OWN)[0] == 200
    assert f"/b/{box}" in town.resident().get("/").text


def test_new_commune_gets_its_tips_when_its_post_was_made_and_the_settings_name_it(town: Town) -> None:
    # Given a commune that the administrator adds
    assert _change(town, "add", kind="phuong", name="Sông Mới", parent="d24-249")[0] == 200
    area_id, box = _find_box(town, "Sông Mới")
    assert tip_id(town.hand_in(box)) in town.list_tips("trucban1")
    # When its post is made on the machine, and its chief accepts
    made = town.command("posts", "create", area_id, "truongca-songmoi", "Thiếu tá Mới")
    assert made.exit_code == 0, made.output
    town.clock.at = datetime.now(UTC)
    town.accept(made.output.split("/officer/invitations/")[1].strip(), "truongca-songmoi")
    # Then nothing is sealed to it before the settings name it
    town.restart()
    assert tip_id(town.hand_in(box)) in town.list_tips("trucban1")
    assert town.list_tips("truongca-songmoi") == []
    # And after that its tips are its own, and its chief makes the posts below
    fingerprint = re.findall(r"[0-9a-f]{64}", made.output)[0]
    town.restart(trusted_posts=town.settings.trusted_posts | {fingerprint})
    tip = tip_id(town.hand_in(box))
    assert town.list_tips("truongca-songmoi") == [tip]
    assert _change(town, "add", kind="tdp", name="Tổ 1", parent=area_id)[0] == 200
    group_id, group_box = _find_box(town, "Tổ 1")
    chief = town.officer("truongca-songmoi")
    assert "Đã lập đầu mối" in chief.post("/officer/people/make-post", data={"area": group_id}).text
    assert tip_id(town.hand_in(group_box)) in town.list_tips("truongca-songmoi")
    # And the custodians can bring it back, as every top post
    with town.database.reading() as session:
        shares = session.exec(
            select(PostRecoveryShare.custodian)
            .join(PostKey, col(PostKey.id) == col(PostRecoveryShare.post_key_id))
            .join(Post, col(Post.id) == col(PostKey.post_id))
            .where(Post.area_id == area_id)
        ).all()
    assert len(shares) == len(town.settings.custodians)
    assert "has a post" in town.command("posts", "create", area_id, "other", "Other").output


@pytest.mark.parametrize("area", ["nowhere", OWN, "25"])
def test_no_post_is_made_where_there_is_no_commune(town: Town, area: str) -> None:
    refused = town.command("posts", "create", area, "other", "Other")
    assert refused.exit_code == 1
    assert "Nothing was made" in refused.output


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("add", {"kind": "thon", "name": "", "parent": COMMUNE}),
        ("add", {"kind": "thon", "name": "a" * 81, "parent": COMMUNE}),
        ("add", {"kind": "xa", "name": "Mới", "parent": COMMUNE}),
        ("add", {"kind": "none", "name": "Mới", "parent": COMMUNE}),
        ("add", {"kind": "thon", "name": "Mới", "parent": "25"}),
        ("add", {"kind": "thon", "name": "Mới", "parent": "nowhere"}),
        ("add", {"kind": "phuong", "name": "Mới", "parent": "08944-r11"}),
        ("close", {"area": COMMUNE}),
        ("close", {"area": "nowhere"}),
        ("name", {"area": OWN, "name": "\x07"}),
        ("rename", {"area": OWN, "name": " "}),
    ],
)
def test_nothing_changes_when_an_area_would_not_fit(town: Town, change: str, fields: dict[str, str]) -> None:
    with town.database.reading() as session:
        before = session.exec(select(Area)).all()
    status, page = _change(town, change, **fields)
    assert status == 422
    assert "Chưa đổi gì" in page
    with town.database.reading() as session:
        assert session.exec(select(Area)).all() == before


def test_area_is_added_once_when_the_form_comes_again(town: Town) -> None:
    fields = {"kind": "thon", "name": "Đồng Mới", "parent": COMMUNE}
    assert _change(town, "add", **fields)[0] == 200
    assert _change(town, "add", **fields)[0] == 422


@pytest.mark.parametrize("username", [CHIEF, "trucban1", "tanngoc", "thanhtra1"])
def test_areas_are_nobody_elses_to_change(town: Town, username: str) -> None:
    assert _change(town, "close", username, area=OWN)[0] in (403, 404)
    assert town.officer(username).get("/officer/areas").status_code in (403, 404)


def test_every_change_is_journaled_by_page_and_command(town: Town) -> None:
    _change(town, "name", area=OWN, name="Xóm Cây Gạo")
    added = town.command("areas", "add", "thon", "Đồng Mới", "--in", COMMUNE)
    assert added.exit_code == 0, added.output
    area_id = added.output.strip()
    for arguments in (
        ("name", area_id, "Bãi Mới"),
        ("rename", area_id, "Đồng Tươi"),
        ("close", area_id),
        ("reopen", area_id),
    ):
        assert town.command("areas", *arguments).exit_code == 0
    assert "Nothing was changed" in town.command("areas", "close", COMMUNE).output
    with town.database.reading() as session:
        lines = session.exec(select(JournalDetail).where(JournalDetail.event == JournalEvent.AREA_CHANGED)).all()
    whats = [line.remark.split()[0] for line in lines]
    assert sorted(whats) == sorted(["name", "add", "name", "rename", "close", "reopen"])


def test_administrator_plans_shifts_and_sees_gateways_but_names_no_deputy(town: Town) -> None:
    admin = town.officer("quantri")
    page = admin.get("/officer/duty").text
    assert "thôn Tân Ngọc" in page
    assert "Cử người thay" not in page
    assert "Thanh tra" not in page.split("<main")[1]
    post = re.findall(r'name="post" value="([0-9a-f]+)"', page)[0]
    hours = {f"begins-{day}": "07:30" for day in range(5)} | {f"ends-{day}": "17:00" for day in range(5)}
    assert admin.post("/officer/duty/hours", data={"post": post, **hours}).status_code == 303
    deputy = {"post": post, "officer": "f" * 32}
    assert admin.post("/officer/duty/deputy", data=deputy).status_code == 422
    partners = admin.get("/officer/partners").text
    assert "demo-standard" in partners
    assert "/officer/partners/confirm" not in partners
