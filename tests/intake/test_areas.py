"""Areas: their file, their names in any spelling, their boxes."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from api.ground.database import open_database
from api.storage.migrations.state import migrate
from intake.areas.boxes import ALPHABET, open_box
from intake.areas.find import find_areas
from intake.areas.load import BINH_XUYEN, load_area_file
from intake.areas.names import fold
from intake.areas.tables import AreaId, Box
from intake.areas.tree import AreaTree, load_tree
from intake.ground.errors import AreaFileBroken, AreaUnknown

AT = datetime(2026, 11, 24, tzinfo=UTC)
HEADER = "code,name,kind,parent_code,official_code,valid,aliases\n"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    url = f"sqlite:///{tmp_path_factory.mktemp('areas') / 'areas.db'}"
    with closing(open_database(url)) as database, database.writing() as opened:
        migrate(opened.connection())
        yield opened


@pytest.fixture(scope="module")
def tree(session: Session) -> AreaTree:
    load_area_file(session, BINH_XUYEN, at=AT)
    return load_tree(session)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Tân Ngọc", "08944-r11"),
        ("tan ngoc", "08944-r11"),
        ("TAN NGOC", "08944-r11"),
        ("thôn tân ngọc", "08944-r11"),
        ("xóm tân ngọc", "08944-r11"),
        ("tân ngọc bá hiến", "08944-r11"),
        ("tan ngoc, xa binh tuyen", "08944-r11"),
        ("Bá Hiến", "08944"),
        ("ba hien", "08944"),
        ("thị trấn Hương Canh", "08935"),
        ("Thiện Kế", "08950"),
        ("Bình Xuyên", "08950"),
        ("khu phố 1", "08935-r01"),
        ("KP1", "08935-r01"),
        ("tân ng", "08944-r11"),
        ("Ta\u0302n Ngo\u0323c", "08944-r11"),
    ],
)
def test_area_comes_first_when_its_name_is_typed_in_any_way(tree: AreaTree, typed: str, first: str) -> None:
    assert find_areas(tree, typed)[0].area.id == first


@pytest.mark.parametrize("typed", ["", "   ", "zzzz", "Hà Nội", "!!!", "\0"])
def test_nothing_is_found_when_no_place_has_such_a_name(tree: AreaTree, typed: str) -> None:
    assert find_areas(tree, typed) == []


def test_former_name_is_told_when_an_area_was_found_by_it(tree: AreaTree) -> None:
    assert find_areas(tree, "Bá Hiến")[0].found_by == "thị trấn Bá Hiến"
    assert find_areas(tree, "Tân Ngọc")[0].found_by is None


@given(st.text())
def test_folding_is_stable_when_repeated(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("way", ["Hoà Bình", "Hòa Bình", "HÒA  BÌNH", "hòa-bình", "Ho\u0300a Bi\u0300nh"])
def test_names_fold_to_one_when_only_the_spelling_differs(way: str) -> None:
    assert fold(way) == "hoa binh"
    assert fold("Đầu Làng") == "dau lang"


def test_lineage_runs_to_the_province_and_names_the_commune(tree: AreaTree) -> None:
    assert [node.name for node in tree.lineage(AreaId("08944-r11"))] == [
        "Tân Ngọc",
        "Bá Hiến",
        "Bình Tuyền",
        "Bình Xuyên",
        "Phú Thọ",
    ]
    assert tree.address(AreaId("08944-r11")) == "thôn Tân Ngọc, xã Bình Tuyền"
    assert tree.address_or_blank("nothing") == ""
    with pytest.raises(AreaUnknown):
        tree.get(AreaId("nothing"))


def test_box_stands_for_every_area_of_today_and_for_none_of_before(tree: AreaTree) -> None:
    assert all(
        bool(node.box) == (not node.kind.endswith("-cu") and node.kind != "tinh") for node in tree.nodes.values()
    )


def test_box_codes_are_short_and_speak_no_word(session: Session, tree: AreaTree) -> None:
    codes = [box.code for box in session.exec(select(Box))]
    assert len(set(codes)) == len(codes)
    assert all(len(code) == 5 and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("aeiou01lo")
    with pytest.raises(Exception, match="UNIQUE"):
        open_box(session, AreaId("08944-r11"), at=AT)
    session.rollback()


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("1,A,xa,2,,,\n", id="parent missing"),
        pytest.param("1,A,xa,2,,,\n2,B,xa,1,,,\n", id="parents in a circle"),
        pytest.param("1,A,planet,,,,\n", id="unknown kind"),
    ],
)
def test_area_file_is_refused_when_it_contradicts_itself(session: Session, tmp_path: Path, rows: str) -> None:
    file = tmp_path / "areas.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(AreaFileBroken):
        load_area_file(session, file, at=AT)
    session.rollback()
