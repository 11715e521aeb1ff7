from pathlib import Path

import pytest

from intake.reading.words.errors import WordTableBroken
from intake.reading.words.tables import WordTables

PHRASES = "phrase,group,marks,note\n"
RULES = "group,needs,unless,note\n"


def _write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    return folder


def test_the_own_table_is_used_when_a_folder_has_one(tmp_path: Path) -> None:
    folder = _write(tmp_path, danger=f"{PHRASES}(con) trăn/rắn_hổ,snake,,\n", danger_rules=f"{RULES}snake,,,\n")
    tables = WordTables.load(folder)
    assert tables.is_danger("có con trăn sau nhà")
    assert tables.is_danger("co ran ho sau nha")
    assert not tables.is_danger("đang đâm nhau")
    assert tables.seems_about_police("công an xã nhận tiền bảo kê")


def test_a_phrase_tells_nothing_when_its_group_has_no_rule(tmp_path: Path) -> None:
    folder = _write(
        tmp_path,
        danger=f"{PHRASES}trăn,snake,,\ntrong nhà,near,,\nđồ chơi,toy,,\n",
        danger_rules=f"{RULES}snake,near>2,toy,\n",
    )
    tables = WordTables.load(folder)
    assert tables.is_danger("trăn bò trong nhà")
    assert not tables.is_danger("trong nhà có trăn")
    assert not tables.is_danger("trăn đồ chơi trong nhà")
    assert not tables.is_danger("trăn ở ngoài vườn bò rất xa trong nhà")


def test_bare_words_are_not_meant_when_the_line_asks_for_marks(tmp_path: Path) -> None:
    folder = _write(tmp_path, danger=f"{PHRASES}cháy,fire,yes,\n", danger_rules=f"{RULES}fire,,,\n")
    tables = WordTables.load(folder)
    assert tables.is_danger("cháy rồi")
    assert not tables.is_danger("chay roi")


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("danger", "", 1),
        ("danger", "phrase,group\n", 1),
        ("danger", f"{PHRASES}bí mật,deed,,\nbí mật,deed\n", 3),
        ("danger", f"{PHRASES}bí mật,deed,maybe,\n", 2),
        ("danger", f"{PHRASES}bí mật,,,\n", 2),
        ("danger", f"{PHRASES},deed,,\n", 2),
        ("danger", f"{PHRASES}(bí mật),deed,,\n", 2),
        ("danger", f"{PHRASES}(bí) (mật),deed,,\n", 2),
        ("danger", f"{PHRASES}bí//mật,deed,,\n", 2),
        ("danger", f"{PHRASES}{'bí ' * 13},deed,,\n", 2),
        ("danger", f'{PHRASES}"bí mật,deed,,\n', 1),
        ("police_rules", f"{RULES}bí mật,,,\n", 2),
        ("police_rules", f"{RULES}leak,who<<3,,\n", 2),
        ("police_rules", f"{RULES}leak,who<300,,\n", 2),
        ("police_rules", f"{RULES}leak,nobody<3,,\n", 2),
        ("spellings", "typed,meant\nbí mật,\n", 2),
    ],
)
def test_a_table_is_refused_by_file_and_line_when_it_cannot_be_understood(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    with pytest.raises(WordTableBroken) as caught:
        WordTables.load(_write(tmp_path, **{name: content}))
    assert (caught.value.file, caught.value.line) == (f"{name}.csv", line)
    assert "bí" not in str(caught.value)


def test_a_table_is_refused_when_it_is_not_in_utf_8(tmp_path: Path) -> None:
    (tmp_path / "police.csv").write_bytes(PHRASES.encode() + b"\xff\xfe,leak,,\n")
    with pytest.raises(WordTableBroken, match=r"police\.csv, line 1"):
        WordTables.load(tmp_path)
