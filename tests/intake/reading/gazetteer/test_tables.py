"""The tables: read from a folder, and refused by file and line when broken."""

from pathlib import Path

import pytest

from intake.areas.load import BINH_XUYEN
from intake.ground.errors import AreaFileBroken
from intake.reading.gazetteer.errors import GazetteerTableBroken
from intake.reading.gazetteer.find import Gazetteer
from intake.reading.gazetteer.read import read_area_tree
from intake.reading.gazetteer.tables import Common, Tables


def test_own_table_replaces_the_bundled_one_when_it_stands_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "common.csv").write_text("name,class,note\nTân Ngọc,word,\n", encoding="utf-8")
    own = Gazetteer(read_area_tree(BINH_XUYEN), folder=tmp_path)
    assert own.find("tan ngoc co trom").area_id is None
    assert own.find("thon tan ngoc co trom").area_id == "08944-r11"


def test_bundled_tables_can_be_read() -> None:
    tables = Tables.load()
    assert tables.common["dao duc"] is Common.WORD
    assert tables.kinds["to dan pho"].kinds
    assert "nguoi" in tables.frequent


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("kinds.csv", "word,kinds\nthôn,thon\n", id="a column is missing"),
        pytest.param("kinds.csv", "word,kinds,weak\nthôn,planet,\n", id="unknown kind"),
        pytest.param("common.csv", "name,class,note\nHòa Bình,wrong,\n", id="unknown class"),
        pytest.param("context.csv", "words,role,bare\nở,there,\n", id="unknown role"),
        pytest.param("common.csv", "name,class,note\nHòa Bình\n", id="too few cells"),
        pytest.param("frequent.csv", "syllable\n \n", id="empty cell"),
    ],
)
def test_table_is_refused_when_it_is_broken(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(GazetteerTableBroken, match=name) as refused:
        Tables.load(tmp_path)
    assert "Hòa" not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        "code,name,kind,parent_code,aliases\n1,A,planet,,\n",
        "code,name,kind,parent_code,aliases\n1,A,xa,2,\n",
        "code,name\n1,A\n",
    ],
)
def test_area_file_is_refused_when_it_contradicts_itself(tmp_path: Path, content: str) -> None:
    (tmp_path / "areas.csv").write_text(content, encoding="utf-8")
    with pytest.raises(AreaFileBroken):
        read_area_tree(tmp_path / "areas.csv")
