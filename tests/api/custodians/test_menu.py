"""The menu of a custodian who is no engineer: asked once for server and key, Vietnamese, and it ends at nought."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from api.commands.main import main
from tests.disclosing import PASSPHRASE, REASON, Case, make_older, open_case, run_tool
from tests.town import Town


@pytest.fixture
def case(town: Town) -> Iterator[Case]:
    with open_case(town, disclosure_wait_hours=0) as made:
        yield made


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    return Path(click.get_app_dir("homthu"))


def test_custodian_looks_checks_and_approves_by_numbers_alone(case: Case, tmp_path: Path, home: Path) -> None:
    assert case.ask() == 303
    assert run_tool(case, tmp_path, "list").exit_code == 0
    make_older(tmp_path / "custodian-0.notes.jsonl", timedelta(hours=25))
    request, key = case.request().id[:8], tmp_path / "custodian-0.json"
    typed = [
        case.url,
        str(key),
        PASSPHRASE,
        "1",
        "2",
        request,
        "7",
        "9",
        "3",
        request,
        case.digits,
        "5",
        "99",
        "6",
        "0",
    ]
    result = CliRunner().invoke(main, ["custodian"], input="".join(f"{line}\n" for line in typed))
    assert result.exit_code == 0, result.output
    for said in (
        "Có gì đang chờ?",
        "lý do: " + REASON,
        "máy chủ trả lời",
        "Đã đồng ý: gửi 1 phần khóa",
        "homthu custodian backup",
    ):
        assert said in result.output
    assert "Không có cảnh báo nào" in result.output
    kept = json.loads((home / "custodian.json").read_text(encoding="utf-8"))
    assert (kept["server"], kept["key"]) == (case.url, str(key))
    # The next time it asks for the passphrase alone.
    again = CliRunner().invoke(main, ["custodian"], input=f"{PASSPHRASE}\n7\n0\n")
    assert (again.exit_code, "mã khóa của bạn" in again.output) == (0, True), again.output


def test_menu_goes_on_when_one_thing_cannot_be_done(case: Case, tmp_path: Path) -> None:
    assert run_tool(case, tmp_path, "list").exit_code == 0
    key = tmp_path / "custodian-0.json"
    arguments = ["custodian", "--server", case.url, "--key", str(key), "--language", "en"]
    result = CliRunner().invoke(main, arguments, input=f"{PASSPHRASE}\n3\nffff\n4\nffff\n1\n0\n")
    assert (result.exit_code, result.output.count("There is no such request"), "No requests." in result.output) == (
        0,
        2,
        True,
    )
