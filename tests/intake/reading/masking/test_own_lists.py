from pathlib import Path

import pytest

from intake.reading.masking.errors import NameListsBroken
from intake.reading.masking.lists import load_name_lists
from intake.reading.masking.mask import MASK, mask


def _write(folder: Path, content: str) -> Path:
    (folder / "names.csv").write_text(content, encoding="utf-8")
    return folder


def test_own_names_are_known_when_a_folder_has_them(tmp_path: Path) -> None:
    lists = load_name_lists(_write(tmp_path, "kind,words\nfamily,Zơrâm\nstop,xin\n"))
    assert mask("tôi zơrâm văn bút xin báo", lists).text == f"tôi {MASK} xin báo"
    assert mask("tôi zơrâm văn bút xin báo").text == "tôi zơrâm văn bút xin báo"


def test_the_bundled_lists_are_used_when_a_folder_has_none(tmp_path: Path) -> None:
    assert load_name_lists(tmp_path) is load_name_lists()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", 1),
        ("kind\n", 1),
        ("kind,words\nfamily,bí mật,more\n", 2),
        ("kind,words\nfamily,lê\nfamilies,bí mật\n", 3),
        ("kind,words\nfamily, \n", 2),
        ('kind,words\nfamily,"bí mật\n', 1),
    ],
)
def test_lists_are_refused_by_file_and_line_when_they_cannot_be_understood(
    tmp_path: Path, content: str, line: int
) -> None:
    with pytest.raises(NameListsBroken) as caught:
        load_name_lists(_write(tmp_path, content))
    assert (caught.value.file, caught.value.line) == ("names.csv", line)
    assert "bí" not in str(caught.value)
