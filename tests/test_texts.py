"""Every text of the pages stands in every language."""

from pathlib import Path

import pytest

from tests.texts import extract, find_faults, list_catalog_files


@pytest.mark.parametrize("file", list_catalog_files(), ids=lambda file: file.parent.parent.name)
def test_catalog_has_every_text_when_templates_are_read(file: Path) -> None:
    assert find_faults(file) == []


def test_texts_are_found_when_templates_are_read() -> None:
    texts = {message.id for message in extract()}
    assert "Gửi tin" in texts
    assert "Nhận tin" in texts


def test_fault_is_named_when_a_catalog_lacks_a_text(tmp_path: Path) -> None:
    lines = list_catalog_files()[0].read_text(encoding="utf-8")
    broken = tmp_path / "homthu.po"
    broken.write_text(lines.replace('msgstr "Send the tip"', 'msgstr ""'), encoding="utf-8")
    assert find_faults(broken) == ["not translated: Gửi tin"]
