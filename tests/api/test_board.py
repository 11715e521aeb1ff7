"""The board: how things stand, figures exact for whoever may open the tips and rounded for others, the register."""

import base64
import csv
import io
import json
import re

import pytest
from sqlmodel import select

from tests.town import Town, act, tip_id
from triage.desk.board.figures import read_figures
from triage.desk.board.scope import Scope, Span
from triage.desk.board.spans import Period, find_span, last_closed_quarter
from triage.offices.accounts.tables import Officer
from triage.offices.posts.tables import Post
from triage.tips.record.tables import Tip

WHAT = "Nội dung không được ở trong sổ"


def _numbers(page: str, title: str) -> dict[str, int]:
    section = page.split(f"<h2>{title}</h2>")[1].split("</figure>", maxsplit=1)[0]
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', section)
    return {label: int(count) for label, count in rows}


def _closed(town: Town, username: str, **fields: str) -> str:
    tip = tip_id(town.hand_in(town.box(username), what=WHAT, **fields))
    officer = town.officer(username)
    town.clock.advance(minutes=20)
    act(officer, tip, "acknowledge")
    act(officer, tip, "close", text="Xong", disposition=fields.get("disposition", "founded"))
    return tip


def test_key_errands_stand_on_the_board_until_they_are_done(town: Town) -> None:
    chief = town.officer("truongca-binhtuyen")
    assert "Việc về khóa đang chờ bạn" not in chief.get("/officer/board").text
    with town.database.reading() as session:
        post = session.exec(select(Post.id).where(Post.area_id == "08944-r11")).one()
    town.bring_in(chief, post, "nguoimoi")
    assert "đối chiếu tám chữ số" in chief.get("/officer/board").text


def test_chief_sees_the_commune_and_an_officer_the_own_area_when_figures_are_read(town: Town) -> None:
    for username in ("tanngoc", "tanngoc", "thongnhat", "nguho"):
        town.hand_in(town.box(username), category="drugs")
    town.hand_in(town.box("tanngoc"), about_police="true")
    chief = town.officer("truongca-binhtuyen").get("/officer/board").text
    assert _numbers(chief, "Theo địa bàn") == {"thôn Tân Ngọc": 2, "tổ dân phố Thống Nhất": 1}
    assert _numbers(chief, "Theo loại việc") == {"Ma túy": 3}
    officer = town.officer("tanngoc").get("/officer/board").text
    assert _numbers(officer, "Theo địa bàn") == {"thôn Tân Ngọc": 2}
    inspector = town.officer("thanhtra1").get("/officer/board").text
    assert sum(_numbers(inspector, "Theo địa bàn").values()) == 1


def _write_map(town: Town, features: dict[str, dict[str, object]]) -> None:
    file = town.folder / "areas.geojson"
    written = [{"type": "Feature", "properties": {"code": code}, "geometry": each} for code, each in features.items()]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": written}), encoding="utf-8")
    town.restart(area_polygons=file)


def _read_map(town: Town) -> str:
    """Return the words on the map, or nothing where there is none."""
    page = town.officer("truongca-binhtuyen").get("/officer/board").text
    found = re.search(r"<h2>Bản đồ</h2></figcaption><img [^>]*base64,([^\"]+)", page)
    words = "" if found is None else re.sub("<[^>]*>", " ", base64.b64decode(found[1]).decode())
    return " ".join(words.split())


def _square(west: float) -> dict[str, object]:
    ring = [[west, 21.0], [west + 1, 21.0], [west + 1, 22.0], [west, 22.0], [west, 21.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_map_counts_what_came_from_under_each_outline(town: Town) -> None:
    _write_map(town, {"08944": _square(105), "08950": _square(106)})
    town.hand_in(town.box("tanngoc"))
    town.hand_in(town.box("thongnhat"))
    assert _read_map(town) == "xã Bình Tuyền 2 xã Bình Xuyên 0"


def test_map_names_the_points_that_tips_came_from_and_no_outline_under_them(town: Town) -> None:
    point: dict[str, object] = {"type": "Point", "coordinates": [105.5, 21.5]}
    _write_map(town, {"08944": _square(105), "08944-r02": point, "08944-r11": point})
    town.hand_in(town.box("tanngoc"))
    assert _read_map(town) == "thôn Tân Ngọc 1"


@pytest.mark.parametrize("known", [("08944",), ("08944", "elsewhere")])
def test_there_is_no_map_when_it_would_show_one_area(town: Town, known: tuple[str, ...]) -> None:
    _write_map(town, {code: _square(105) for code in known})
    town.hand_in(town.box("tanngoc"))
    assert not _read_map(town)


def test_pictures_hold_the_numbers_and_load_nothing_when_the_board_is_shown(town: Town) -> None:
    town.hand_in(town.box("tanngoc"))
    page = town.officer("truongca-binhtuyen").get("/officer/board").text
    pictures = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    assert len(pictures) >= 4
    for picture in pictures:
        svg = base64.b64decode(picture).decode()
        assert "href" not in svg.replace("xmlns:xlink", "")
        assert not re.search(r"@import|url\((?!#)", svg)


def test_test_tips_count_nowhere_when_figures_are_read(town: Town) -> None:
    _closed(town, "tanngoc", disposition="test")
    _closed(town, "tanngoc")
    page = town.officer("truongca-binhtuyen").get("/officer/board").text
    assert _numbers(page, "Kết quả xử lý") == {"Có căn cứ": 1}
    assert sum(_numbers(page, "Theo địa bàn").values()) == 1
    assert _numbers(page, "Bao lâu thì có người nhận")["trong 30 phút"] == 1


def test_closed_quarter_is_rounded_to_five_when_somebody_looks_who_cannot_open(town: Town) -> None:
    for _number in range(4):
        _closed(town, "tanngoc", category="drugs")
    _closed(town, "thongnhat", category="theft")
    town.hand_in(town.box("tanngoc"), category="fraud")
    _this_quarter = town.officer("quantri").get("/officer/board").text
    assert "<strong>0</strong> tin" in _this_quarter
    town.clock.advance(days=60)
    page = town.officer("quantri").get("/officer/board").text
    assert _numbers(page, "Theo loại việc") == {"Ma túy": 5}
    assert "<strong>5</strong> tin" in page
    assert "/officer/tips/" not in page
    for path in ("register", "register.csv"):
        assert town.officer("quantri").get(f"/officer/board/{path}").status_code == 404


def test_register_has_every_number_and_no_content_when_it_is_sent(town: Town) -> None:
    _closed(town, "tanngoc")
    town.hand_in(town.box("thongnhat"), what=WHAT)
    chief = town.officer("truongca-binhtuyen")
    answer = chief.get("/officer/board/register.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content.startswith(b"\xef\xbb\xbfsep=;\r\n")
    table = answer.content.decode("utf-8-sig").partition("\r\n")[2]
    lines = list(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert [line["Số"] for line in lines] == ["1", "2"]
    assert [line["Kết quả xử lý"] for line in lines] == ["Có căn cứ", ""]
    assert lines[0]["Nhận sau (phút)"] == "20"
    assert lines[0]["Trạng thái"] == "Đã kết thúc"
    assert WHAT not in answer.text
    page = chief.get("/officer/board/register").text
    assert WHAT not in page
    assert "1/2026" in page
    assert chief.get("/officer/board/report?period=week&back=0").status_code == 200
    assert chief.get("/officer/board?back=61").status_code == 422


def test_barred_tip_is_counted_for_others_only_when_an_officer_looks(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc"), about_police="true"))
    with town.database.reading() as session:
        named = session.exec(select(Officer.id).where(Officer.username == "tanngoc")).one()
    act(town.officer("thanhtra1"), tip, "bar", officer=named)
    act(town.officer("thanhtra1"), tip, "release")
    for username, count in (("tanngoc", 0), ("truongca-binhtuyen", 1)):
        client = town.officer(username)
        assert f"<strong>{count}</strong> tin" in client.get("/officer/board").text
        lines = client.get("/officer/board/register.csv").content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2 + count


def test_standing_tells_of_what_is_late_vacant_and_fallen_back(town: Town) -> None:
    tip = tip_id(town.hand_in(town.box("tanngoc")))
    town.hand_in(town.box_of_area("08944-r03"))
    town.clock.advance(hours=2)
    page = town.officer("truongca-binhtuyen").get("/officer/board").text
    assert "Quá hạn: 2" in page
    assert tip in page
    assert page.count("Phụ trách: Bắc Kế") == 1
    fallen = page.split("Địa bàn có tin phải đưa lên cấp khác")[1].split("</section>")[0]
    assert "Bắc Kế" in fallen
    assert "Tân Ngọc" not in fallen
    assert "Không báo được khi trang đóng" in page


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_periods_follow_the_places_own_days(town: Town) -> None:
    at = town.clock.at
    assert [str(find_span(period, 0, at=at).begins_at) for period in Period] == [
        "2026-11-22 17:00:00+00:00",
        "2026-10-31 17:00:00+00:00",
        "2026-09-30 17:00:00+00:00",
        "2025-12-31 17:00:00+00:00",
    ]
    assert str(last_closed_quarter(at).ends_at) == "2026-09-30 17:00:00+00:00"
    assert str(find_span(Period.MONTH, 2, at=at).begins_at) == "2026-08-31 17:00:00+00:00"


def test_figures_agree_with_the_rows_when_many_tips_are_counted(town: Town) -> None:
    for number in range(12):
        town.hand_in(town.box("tanngoc"), category=("drugs", "theft", "fraud")[number % 3])
        town.clock.advance(hours=5)
    span = Span(find_span(Period.MONTH, 0, at=town.clock.at).begins_at, town.clock.at)
    with town.database.reading() as session:
        figures = read_figures(session, Scope(frozenset({"08944"})), span)
        assert figures.total == len(session.exec(select(Tip.id)).all()) == 12
    assert set(figures.categories.values()) == {4}
    assert sum(figures.hours.values()) == 12


def test_heads_are_in_the_pages_language_when_the_register_is_sent(town: Town) -> None:
    chief = town.officer("truongca-binhtuyen")
    assert "\r\nNo.;Year;" in chief.get("/en/officer/board/register.csv").content.decode("utf-8-sig")


def test_cell_is_text_when_it_would_lose_a_zero_or_be_a_formula(town: Town) -> None:
    with town.database.writing() as session:
        session.exec(select(Officer).where(Officer.username == "tanngoc")).one().display_name = "=cmd|'/c calc'!A1"
        session.commit()
    _closed(town, "tanngoc")
    town.hand_in(town.box_of_area("08944"))
    table = town.officer("truongca-binhtuyen").get("/officer/board/register.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table), delimiter=";"))[2:]
    assert {row[3] for row in rows} == {"08944-r11", '="08944"'}
    assert {row[-1] for row in rows} == {"'=cmd|'/c calc'!A1", ""}
    assert not any(cell.startswith(("+", "-", "@", "\t")) for row in rows for cell in row)
