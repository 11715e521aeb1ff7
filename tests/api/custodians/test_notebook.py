"""What a custodian's tool remembers: it only grows, shows what was altered in it, and warns until a person answers."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.custodians.looking import write_down
from api.custodians.messages import Inbox, KnownCustodian
from api.custodians.notebook import Notebook, NotebookDamaged

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def _inbox(number: int, head: str, *names: str) -> Inbox:
    custodians = [KnownCustodian(fingerprint=f"{name}0", name=name, body="B", public_key=b"AAAA") for name in names]
    return Inbox(custodians=custodians, needed=2, head_number=number, head=head, requests=[])


def _show(notebook: Notebook, number: int, head: str, *names: str) -> list[str]:
    write_down(notebook, _inbox(number, head, *names), at=NOW)
    return sorted(warning.name for warning in notebook.read().warnings.values())


@pytest.fixture
def notebook(tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "custodian.key.json")


def test_longest_journal_stays_noted_when_a_shorter_or_another_is_shown(notebook: Notebook) -> None:
    assert _show(notebook, 100, "true") == []
    assert _show(notebook, 101, "next") == []
    assert _show(notebook, 3, "short") == ["journal_shorter"]
    assert _show(notebook, 100, "other") == ["journal_other", "journal_shorter"]
    assert notebook.read().heads == {100: "true", 101: "next", 3: "short"}


def test_warning_is_repeated_until_it_is_acknowledged_and_then_no_more(notebook: Notebook) -> None:
    _show(notebook, 1, "a", "An", "Bình")
    for _again in range(3):
        assert _show(notebook, 2, "b", "An", "Chi") == ["custodian_gone", "custodian_new"]
    with notebook.writing(NOW) as pen:
        for number in list(pen.known.warnings):
            pen.write("acknowledged", {"warning": str(number)})
    assert _show(notebook, 3, "c", "An", "Chi") == []


def test_first_sight_stays_when_the_request_is_seen_again(notebook: Notebook) -> None:
    with notebook.writing(NOW) as pen:
        pen.write("request", {"id": "a", "transcript": "1", "expires_at": NOW.isoformat()})
    with notebook.writing(NOW + timedelta(days=1)) as pen:
        pen.write("request", {"id": "a", "transcript": "2", "expires_at": NOW.isoformat()})
    sight = notebook.read().requests["a"]
    assert (sight.seen_at, sight.transcript) == (NOW, "1")


@pytest.mark.parametrize("line", range(4))
@pytest.mark.parametrize("change", ["altered", "taken out", "swapped", "emptied"])
def test_line_is_named_when_a_notebook_was_altered(notebook: Notebook, line: int, change: str) -> None:
    for number in range(5):
        _show(notebook, number + 1, f"head{number}")
    lines = notebook.file.read_text(encoding="utf-8").splitlines()
    match change:
        case "altered":
            lines[line] = lines[line].replace("2026", "2025")
        case "taken out":
            del lines[line]
        case "swapped":
            lines[line], lines[line + 1] = lines[line + 1], lines[line]
        case "emptied":
            lines[line] = ""
    notebook.file.write_text("".join(f"{text}\n" for text in lines), encoding="utf-8")
    with pytest.raises(NotebookDamaged) as damage:
        notebook.read()
    assert damage.value.line == line + (2 if change == "altered" else 1)


def test_line_that_a_power_failure_cut_off_is_written_over(notebook: Notebook) -> None:
    _show(notebook, 1, "a")
    whole = notebook.file.read_bytes()
    _show(notebook, 2, "b")
    notebook.file.write_bytes(notebook.file.read_bytes()[:-10])
    assert notebook.read().heads == {1: "a"}
    _show(notebook, 2, "b")
    assert notebook.file.read_bytes().startswith(whole)
    assert notebook.read().heads == {1: "a", 2: "b"}


def test_no_line_is_lost_when_several_tools_write_at_once(notebook: Notebook) -> None:
    threads = [threading.Thread(target=_show, args=(notebook, number, f"h{number}")) for number in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert notebook.read().heads == {number: f"h{number}" for number in range(1, 21)}


def test_notebook_is_read_by_nobody_else(notebook: Notebook) -> None:
    _show(notebook, 1, "a")
    assert notebook.file.stat().st_mode & 0o077 == 0
