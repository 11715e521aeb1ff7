"""``homthu partner``, ``homthu worker`` and ``homthu quarantine``, for whoever runs the machine."""

import os
import secrets

import pytest
from click.testing import CliRunner, Result

from api.commands.main import main
from api.ground.settings import SETTINGS_FILE_VARIABLE
from tests.gateways import Text, send, sign
from tests.town import Town, write_settings

WORDS = "có đánh bạc ở thôn Tân Ngọc, Bá Hiến"
GATEWAY_SECRET = secrets.token_hex(12)


def _run(town: Town, *arguments: str, typed: str = "", **changes: object) -> Result:
    write_settings(town.settings.model_copy(update=changes), town.folder / "settings.json")
    environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("HOMTHU_")}
    environment[SETTINGS_FILE_VARIABLE] = str(town.folder / "settings.json")
    return CliRunner().invoke(main, arguments, env=environment, input=typed)


def test_gateway_is_a_sandbox_when_it_was_just_added(town: Town) -> None:
    made = _run(town, "partner", "add", "vina", "--adapter", "standard", "--number", "+84211", "--scope", "08944")
    assert made.exit_code == 0, made.output
    assert "https://homthu.test/hooks/sms/vina" in made.output
    secret = made.output.split("Its secret")[1].split()[0]
    assert "vina\tstandard\t+84211\t08944\tsandbox\n" in _run(town, "partner", "list").output
    partner = town.app.state.context.partners.get("vina")
    answer = sign("standard", partner, Text("0912345678", WORDS), town.clock.now(), secret=secret).post(town.gateway())
    assert answer.json()["sandbox"] is True


def test_gateways_own_secret_is_asked_for_when_it_has_one(town: Town) -> None:
    options = ("--number", "+84211", "--url", "https://gateway.test", "--account", "AC1")
    made = _run(town, "partner", "add", "tele", "--adapter", "twilio", *options, typed=f"{GATEWAY_SECRET}\n")
    assert made.exit_code == 0, made.output
    assert GATEWAY_SECRET not in made.output
    assert town.app.state.context.partners.get("tele").secrets[0].secret == GATEWAY_SECRET


@pytest.mark.parametrize(
    ("name", "options", "fault"),
    [
        ("demo-standard", ("--number", "1"), "demo-standard is there already"),
        ("../pepper", ("--number", "1"), "NAME"),
        ("Vina", ("--number", "1"), "NAME"),
        ("vina", ("--number", "1", "--scope", "nowhere"), "There is no area nowhere"),
        ("vina", ("--number", "1", "--url", "ftp://x"), "--url: it must begin"),
        ("vina", ("--number", "1", "--url", "http://gateway.example"), "--url: it must begin"),
        ("vina", ("--number", "1", "--network", "everywhere"), "--network: "),
    ],
)
def test_nothing_is_added_when_something_is_wrong(town: Town, name: str, options: tuple[str, ...], fault: str) -> None:
    before = sorted(file.name for file in (town.folder / "keys" / "partners").iterdir())
    refused = _run(town, "partner", "add", name, "--adapter", "standard", *options)
    assert refused.exit_code == 1
    assert fault in refused.output
    assert sorted(file.name for file in (town.folder / "keys" / "partners").iterdir()) == before


def test_new_secret_is_good_at_once_when_one_is_rotated(town: Town) -> None:
    rotated = _run(town, "partner", "rotate", "demo-standard")
    secret = rotated.output.split("Its new secret")[1].split()[0]
    call = sign("standard", town.partner("standard"), Text("0912345678", WORDS), town.clock.now(), secret=secret)
    assert call.post(town.gateway()).status_code == 200
    assert len(town.list_tips("tanngoc")) == 1
    assert "There is no partner nobody" in _run(town, "partner", "rotate", "nobody").output


def test_days_are_printed_when_texts_came_in(town: Town) -> None:
    send(town, "standard", "0912345678", WORDS)
    printed = _run(town, "partner", "days", "demo-standard", "--month", "2026-11").output
    assert "2026-11-23\t1\t0\t0\t0\t0\n" in printed


def test_quarantine_is_listed_without_what_it_says_and_replayed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("intake.channels.sms.decide.Reader.decide", fail)
    send(town, "standard", "0912345678", WORDS)
    monkeypatch.undo()
    listed = _run(town, "quarantine", "list").output
    assert "demo-standard\tthe text was not understood\t0\n" in listed
    assert "912345678" not in listed
    assert "Tân Ngọc" not in listed
    assert _run(town, "quarantine", "replay").output == "1 read and stored, 0 kept.\n"
    assert _run(town, "quarantine", "list").output == ""


def test_serve_refuses_when_it_can_read_the_workers_keys(town: Town) -> None:
    refused = _run(town, "serve")
    assert refused.exit_code == 1
    assert "HOMTHU_WORKER_KEY_DIRECTORY: the web process can read the worker's keys" in refused.output


def test_worker_names_every_fault_when_there_are_several(town: Town) -> None:
    (town.folder / "keys" / "pepper").chmod(0o644)
    refused = _run(town, "worker", worker_key_directory=town.folder / "nowhere", tables=town.folder / "none")
    assert refused.exit_code == 1
    for fault in ("pepper can be read by other users", "nowhere is missing", "HOMTHU_TABLES"):
        assert fault in refused.output


def test_worker_refuses_when_others_can_read_its_keys(town: Town) -> None:
    town.settings.worker_key_directory.chmod(0o750)
    assert "can be read by other users" in _run(town, "worker").output


def test_start_is_refused_when_a_table_of_the_localitys_is_broken(town: Town) -> None:
    tables = town.folder / "tables"
    tables.mkdir()
    for name in ("danger.csv", "names.csv", "common.csv"):
        (tables / name).write_text("wrong,columns\nsecret words,1\n", encoding="utf-8")
    refused = _run(town, "serve", tables=tables)
    for name in ("danger.csv, line 1", "names.csv, line 1", "common.csv, line 1"):
        assert f"HOMTHU_TABLES: {name}" in refused.output
    assert "secret words" not in refused.output
