"""Files for one user only are made where nothing lies: no link is followed, no file that another made is filled."""

import re
from pathlib import Path

import pytest

from api.installing.files import replace_private_json, write_private


def test_file_is_for_its_user_only_when_it_is_made(tmp_path: Path) -> None:
    write_private(tmp_path / "key", "bí mật")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").read_text(encoding="utf-8") == "bí mật"


@pytest.mark.parametrize("kind", ["file", "link", "link to nothing"])
def test_nothing_is_written_when_something_lies_there(tmp_path: Path, kind: str) -> None:
    # Given another user who can write the folder, and would read what is written
    target, file = tmp_path / "target", tmp_path / "key"
    if kind != "link to nothing":
        target.write_text("cũ", encoding="utf-8")
    if kind == "file":
        target.rename(file)
    else:
        file.symlink_to(target)
    with pytest.raises(FileExistsError):
        write_private(file, "bí mật")
    assert not target.exists() or target.read_text(encoding="utf-8") == "cũ"


def test_link_goes_and_not_what_it_leads_to_when_a_file_is_replaced(tmp_path: Path) -> None:
    target, file = tmp_path / "target", tmp_path / "file.json"
    target.write_text("cũ", encoding="utf-8")
    file.symlink_to(target)
    replace_private_json(file, {"a": 1})
    assert target.read_text(encoding="utf-8") == "cũ"
    assert not file.is_symlink()


@pytest.mark.parametrize("document", sorted(Path("docs").glob("*.md")), ids=lambda path: path.name)
def test_manual_puts_no_password_into_a_command_line(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    # A line of a configuration file is none that the machine lists.
    commands = [line for line in text.splitlines() if line.startswith("    ") and " = " not in line]
    secret = re.compile(r"://\w+:[^@/\s]+@|--password[ =]|PASSWORD '")
    assert [line for line in commands if secret.search(line)] == []
