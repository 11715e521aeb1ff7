"""Files of areas and people as offices save them from Vietnamese Excel."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.installing.people import mend_posts, read_people
from intake.areas.file import read_area_file
from intake.areas.load import BINH_XUYEN
from intake.ground.errors import AreaFileBroken
from intake.ground.spreadsheets import SpreadsheetUnreadable, read_lines
from intake.reading.gazetteer.read import read_area_tree

HEAD = ("code", "name", "kind", "parent_code", "official_code", "valid", "aliases")
ROWS = (
    ("25", "Phú Thọ", "tinh", "", "25", "2025-07-01..", "Vĩnh Phúc"),
    ("08944", "Bình Tuyền", "xa", "25", "08944", "2025-07-01..", "Bá Hiến;Trung Mỹ"),
    ("08944-r11", "Tân Ngọc", "thon", "08944", "", "", ""),
)


def _write(
    folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS, *, between: str = ",", charset: str = "utf-8"
) -> Path:
    lines = [
        between.join(f'"{cell}"' if between in cell or ";" in cell else cell for cell in row) for row in (HEAD, *rows)
    ]
    file = folder / "areas.csv"
    file.write_bytes("\r\n".join([*lines, ""]).encode(charset))
    return file


def _lose_zeros(rows: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(int(cell)) if cell.isdigit() else cell for cell in row) for row in rows)


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_file_is_read_when_a_spreadsheet_saved_it(tmp_path: Path, between: str, charset: str) -> None:
    file = read_area_file(_write(tmp_path, between=between, charset=charset))
    assert [row.code for row in file.rows] == ["25", "08944", "08944-r11"]
    assert file.rows[1].aliases == ("Bá Hiến", "Trung Mỹ")
    assert file.mended == []


def test_lost_zeros_are_read_and_named_by_line(tmp_path: Path) -> None:
    file = read_area_file(_write(tmp_path, _lose_zeros(ROWS), between=";", charset="utf-8-sig"))
    assert [(row.code, row.parent_code, row.official_code) for row in file.rows] == [
        ("25", "", "25"),
        ("08944", "25", "08944"),
        ("08944-r11", "08944", ""),
    ]
    assert [str(each) for each in file.mended] == [
        "line 3: 8944 is read as 08944, whose first zeros a spreadsheet left out",
        "line 4: 8944 is read as 08944, whose first zeros a spreadsheet left out",
    ]


def test_province_and_commune_are_told_apart_when_both_lost_a_zero(tmp_path: Path) -> None:
    rows = (("1", "Hà Nội", "tinh", "", "1", "", ""), ("4", "Ba Đình", "phuong", "1", "4", "", ""))
    file = read_area_file(_write(tmp_path, rows))
    assert [(row.code, row.parent_code) for row in file.rows] == [("01", ""), ("00004", "01")]


def test_file_is_refused_when_a_lost_zero_may_mean_two_areas(tmp_path: Path) -> None:
    rows = (*ROWS, ("8944", "Khác", "xa", "25", "", "", ""))
    with pytest.raises(AreaFileBroken, match="line 5: is 8944 another area than 08944"):
        read_area_file(_write(tmp_path, rows))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((("1", "A", "planet", "", "", "", ""),), "line 2: planet is none of the kinds"),
        ((("", "A", "xa", "", "", "", ""),), "line 2: the code or the name is empty"),
        ((*ROWS, ROWS[1]), "line 3: the code 08944 stands in another line too"),
        ((("1", "A", "xa", "", "", "01/07/2025", ""),), "line 2: valid is not of the form"),
    ],
)
def test_fault_is_named_by_its_line_when_a_row_is_wrong(
    tmp_path: Path, rows: tuple[tuple[str, ...], ...], said: str
) -> None:
    with pytest.raises(AreaFileBroken, match=said):
        read_area_file(_write(tmp_path, rows))


def test_file_is_read_when_it_has_a_separator_line_blank_rows_and_kinds_with_marks(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    text = "sep=;\r\n Code ;NAME;kind;parent_code;;\r\n25;Phú Thọ;Tỉnh\r\n;;;;;\r\n8944;Bình Tuyền;Xã;25;;\r\n;;;\r\n"
    file.write_text(text, encoding="utf-8-sig")
    read = read_area_file(file)
    assert [(row.line, row.code, row.kind) for row in read.rows] == [(3, "25", "tinh"), (5, "08944", "xa")]
    assert str(read.mended[0]).startswith("line 5: 8944 is read as 08944")


def test_columns_are_named_when_they_are_missing(tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("code;name\n1;A\n", encoding="utf-8")
    with pytest.raises(AreaFileBroken, match="the columns kind, parent_code are missing"):
        read_area_file(file)


def test_file_is_refused_when_its_letters_were_lost(tmp_path: Path) -> None:
    with pytest.raises(AreaFileBroken, match="CSV UTF-8"):
        read_area_file(_write_ansi(tmp_path))


def _write_ansi(folder: Path) -> Path:
    file = folder / "areas.csv"
    file.write_bytes(b"code,name,kind,parent_code\r\n25,Ph\xfa Th\xf2,tinh,\r\n")
    return file


def test_demos_areas_are_the_same_when_excel_saved_them_again(tmp_path: Path) -> None:
    lines = read_lines(BINH_XUYEN, ())
    names = list(lines[0].cells)
    file = tmp_path / "areas.csv"
    with file.open("w", encoding="utf-16", newline="") as saved:
        csv.writer(saved, delimiter=";").writerows([names, *([line.cells[name] for name in names] for line in lines)])
    assert read_area_tree(file).nodes == read_area_tree(BINH_XUYEN).nodes


@pytest.mark.parametrize(("between", "charset"), [(";", "utf-8-sig"), ("\t", "utf-16"), (",", "utf-8")])
def test_people_are_read_and_their_posts_found_when_excel_saved_them(
    tmp_path: Path, between: str, charset: str
) -> None:
    file = tmp_path / "people.csv"
    rows = [("post", "username", "display_name"), ("8944", "an", "Nguyễn Văn An"), ("duty_desk", "bich", "Bích")]
    file.write_bytes("\r\n".join(between.join(row) for row in rows).encode(charset))
    people = mend_posts(read_people(file), read_area_tree(BINH_XUYEN))
    assert [(each.post, each.display_name) for each in people] == [("08944", "Nguyễn Văn An"), ("duty_desk", "Bích")]


@given(raw=st.binary(max_size=300))
def test_file_is_read_or_refused_when_it_is_anything(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "areas.csv"
    file.write_bytes(raw)
    try:
        read_lines(file, ("code",))
    except SpreadsheetUnreadable:
        return
