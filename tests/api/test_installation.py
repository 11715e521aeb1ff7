"""Settings, commands, migrations, readiness: an installation that is half made says so."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from click.testing import CliRunner, Result
from pydantic import ValidationError
from sqlalchemy import make_url, text
from sqlmodel import Session, col, delete, func, select

from api.commands.main import main
from api.ground.database import Database, open_database
from api.ground.settings import SETTINGS_FILE_VARIABLE, Settings
from api.installing.demo.stories import STORIES
from api.storage.migrations.models import metadata
from api.storage.migrations.state import downgrade, is_at_head, migrate
from intake.attachments.child.level import find_confinement
from intake.ground.categories import STANDARD_CATEGORIES
from tests.conftest import Backend
from tests.demo import run_demo
from tests.town import Town, act, tip_id, write_settings
from triage.journal.tables import JournalDetail, JournalLine

READY = {"ready": True, "missing": [], "sandbox": str(find_confinement().level)}


@pytest.fixture
def empty(backend: Backend, tmp_path: Path) -> Iterator[Database]:
    with closing(open_database(backend.empty(tmp_path))) as database:
        yield database


def test_models_equal_the_newest_migration(empty: Database) -> None:
    with empty.writing() as session:
        migrate(session.connection())
        assert is_at_head(session.connection())
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_database_is_empty_again_when_every_migration_is_taken_back(empty: Database) -> None:
    with empty.writing() as session:
        migrate(session.connection())
        downgrade(session.connection(), to="base")
        context = MigrationContext.configure(session.connection())
        left = [change for change in compare_metadata(context, metadata) if change[0] not in {"add_table", "add_index"}]
        assert left == []
        assert not is_at_head(session.connection())
        migrate(session.connection())


def test_tips_come_in_and_open_when_the_previous_version_is_upgraded(town: Town) -> None:
    # Given a database of the version before, with a tip in it
    old = town.hand_in(town.box("tanngoc"), what="Từ bản trước")
    with town.database.writing() as session:
        downgrade(session.connection(), to="0001")
        session.commit()
    assert town.resident().get("/health/ready").json()["missing"] == ["migrations"]
    # When it is upgraded
    assert _run(town.settings, town.folder, "migrate").exit_code == 0
    # Then everybody sets up a second factor, which the version before did not know,
    town.apps.clear()
    # the old tip opens, and a new one comes in
    new = town.hand_in(town.box("tanngoc"), what="Từ bản này")
    officer = town.officer("tanngoc")
    assert "Từ bản trước" in officer.get(f"/officer/tips/{tip_id(old)}").text
    assert "Từ bản này" in officer.get(f"/officer/tips/{tip_id(new)}").text


def _run(settings: Settings | None, folder: Path, *arguments: str) -> Result:
    environment: dict[str, str | None] = {name: None for name in os.environ if name.startswith("HOMTHU_")}
    if settings is not None:
        write_settings(settings, folder / "settings.json")
        environment[SETTINGS_FILE_VARIABLE] = str(folder / "settings.json")
    return CliRunner().invoke(main, arguments, env=environment)


def test_serve_names_every_missing_setting_when_there_are_none(tmp_path: Path) -> None:
    result = _run(None, tmp_path, "serve")
    assert result.exit_code == 1
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert {name for name in required if f"HOMTHU_{name.upper()}: " not in result.output} == set()


def test_serve_names_every_unsafe_setting_when_there_are_several(town: Town, tmp_path: Path) -> None:
    custodians = tuple(custodian.model_copy(update={"body": "Công an"}) for custodian in town.settings.custodians)
    unsafe = town.settings.model_copy(update={"public_url": "http://homthu.test", "custodians": custodians})
    result = _run(unsafe, tmp_path, "serve")
    assert result.exit_code == 1
    assert "HOMTHU_PUBLIC_URL: it must begin with https:// outside the demo" in result.output
    assert "HOMTHU_CUSTODIANS_NEEDED: two custodians come from one body" in result.output


def test_serve_refuses_when_passkeys_are_asked_for_where_browsers_make_none(town: Town, tmp_path: Path) -> None:
    bare = town.settings.model_copy(update={"public_url": "https://192.0.2.7", "passkeys_only": True})
    result = _run(bare, tmp_path, "serve")
    assert result.exit_code == 1
    assert "HOMTHU_PASSKEYS_ONLY: browsers make no passkeys" in result.output


def test_serve_refuses_when_keys_can_be_read_by_others_or_the_schema_is_old(town: Town, empty: Database) -> None:
    (town.folder / "keys" / "pepper").chmod(0o644)
    url = empty.engine.url.render_as_string(hide_password=False)
    result = _run(town.settings.model_copy(update={"database_url": url}), town.folder, "serve")
    assert result.exit_code == 1
    assert "pepper can be read by other users" in result.output
    assert "the schema is not this version's" in result.output


def test_serve_refuses_when_the_key_directory_is_empty(town: Town, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    bare.mkdir(mode=0o700)
    result = _run(town.settings.model_copy(update={"key_directory": bare}), tmp_path, "serve")
    assert result.exit_code == 1
    assert "holds no keys" in result.output


def test_schema_is_this_versions_when_migrate_has_run(town: Town, empty: Database) -> None:
    url = empty.engine.url.render_as_string(hide_password=False)
    settings = town.settings.model_copy(update={"database_url": url})
    for _twice in range(2):
        assert _run(settings, town.folder, "migrate").exit_code == 0
    with empty.reading() as session:
        assert is_at_head(session.connection())


def test_lists_name_boxes_holders_and_accounts_when_asked(town: Town) -> None:
    listed = _run(town.settings, town.folder, "areas", "list").output
    assert f"08944-r11\tthôn Tân Ngọc, xã Bình Tuyền\thttps://homthu.test/b/{town.box('tanngoc')}\n" in listed
    posts = _run(town.settings, town.folder, "posts", "list").output
    assert "08944-r11\tresidential\tthôn Tân Ngọc, xã Bình Tuyền\ttanngoc\n" in posts
    assert "residential\tBắc Kế, xã Bình Tuyền\tvacant\n" in posts
    assert (
        "tanngoc\tĐại úy Lý Văn Phong\tofficer\topen\n" in _run(town.settings, town.folder, "officers", "list").output
    )


def test_officer_is_out_at_once_and_tips_go_on_when_the_account_is_closed(town: Town) -> None:
    tip, officer = tip_id(town.hand_in(town.box("tanngoc"))), town.officer("tanngoc")
    assert _run(town.settings, town.folder, "officers", "close", "TanNgoc").exit_code == 0
    assert officer.get(f"/officer/tips/{tip}").status_code == 303
    form = {"username": "tanngoc", "passphrase": town.passphrases["tanngoc"]}
    assert town.resident().post("/officer/sign-in", data=form).status_code == 401
    town.restart()
    later = tip_id(town.hand_in(town.box("tanngoc")))
    assert later in town.officer("truongca-binhtuyen").get("/officer/queue").text
    again = _run(town.settings, town.folder, "officers", "close", "tanngoc")
    assert again.exit_code == 1
    assert "No open account is called tanngoc." in again.output


def test_demo_refuses_when_production_settings_are_there(tmp_path: Path) -> None:
    environment = {"HOMTHU_DATABASE_URL": "postgresql+psycopg://db/homthu"}
    result = CliRunner().invoke(main, ["demo", "--data", str(tmp_path / "demo")], env=environment)
    assert result.exit_code == 1
    assert "HOMTHU_DATABASE_URL" in result.output
    assert not (tmp_path / "demo").exists()


def test_password_of_the_database_comes_from_a_file_when_the_settings_name_one(town: Town, tmp_path: Path) -> None:
    url = "postgresql+psycopg://homthu_web@postgres/homthu"
    (tmp_path / "password").write_text("p@ss/word\n", encoding="utf-8")
    values = {**town.settings.model_dump(), "database_url": url, "database_password_file": tmp_path / "password"}
    assert make_url(Settings.model_validate(values).database_url).password == "p@ss/word"  # noqa: S105, made here
    missing = {**values, "database_password_file": tmp_path / "nothing"}
    with pytest.raises(ValidationError, match="the password file cannot be read"):
        Settings.model_validate(missing)


def test_settings_refuse_when_demo_mode_would_run_on_a_shared_database(town: Town) -> None:
    values = town.settings.model_dump() | {"is_demo": True, "database_url": "postgresql+psycopg://db/homthu"}
    with pytest.raises(ValueError, match="published passwords"):
        Settings.model_validate(values)


def test_demo_says_that_it_is_one_and_writes_its_accounts_when_it_runs(tmp_path: Path) -> None:
    with run_demo(tmp_path) as demo, demo.server.own_client() as client:
        for path in ("/", f"/b/{demo.boxes['tanngoc']}", "/tra-cuu", "/an-toan", "/officer", "/nothing"):
            assert 'class="demo"' in client.get(path).text
        assert client.get("/health/ready").json() == {
            "ready": True,
            "missing": [],
            "sandbox": str(find_confinement().level),
        }
        demo.server.process.send_signal(signal.SIGINT)
        assert demo.server.process.wait(timeout=20) == 0
    accounts = json.loads((tmp_path / "demo" / "demo-accounts.json").read_text(encoding="utf-8"))
    assert {tuple(sorted(account)) for account in accounts} == {("password", "posts", "role", "username")}
    roles = [account["role"] for account in accounts]
    assert (roles.count("officer"), roles.count("chief")) == (12, 4)
    assert (roles.count("duty_desk"), roles.count("inspectorate"), roles.count("administrator")) == (2, 2, 1)
    assert all(set(post) == {"area", "name", "box"} for account in accounts for post in account["posts"])
    assert len(list((tmp_path / "demo" / "demo-custodians").glob("custodian-*.json"))) == 5
    private = [tmp_path / "demo" / name for name in ("homthu.db", "demo-accounts.json", "keys", "keys/pepper")]
    assert [file.name for file in private if file.stat().st_mode & 0o077] == []


def test_demo_has_something_to_show_on_every_page_when_it_is_new(tmp_path: Path) -> None:
    with run_demo(tmp_path) as demo, demo.server.own_client() as client:
        shelves = {}
        for username in ("tanngoc", "trucban1", "thanhtra1", "truongca-binhtuyen"):
            client.cookies.clear()
            client.post("/officer/sign-in", data={"username": username, "passphrase": demo.passwords[username]})
            for shelf in ("mine", "branch", "closed"):
                page = client.get(f"/officer/queue?shelf={shelf}").text
                shelves[username, shelf] = page.count('href="/officer/tips/')
    assert shelves["tanngoc", "mine"] >= 3
    assert shelves["tanngoc", "closed"] >= 1
    assert shelves["trucban1", "mine"] >= 5
    assert shelves["thanhtra1", "mine"] == 2
    assert shelves["truongca-binhtuyen", "branch"] >= 8
    assert {story.category for story in STORIES} == {code for code, _label, _english in STANDARD_CATEGORIES}
    verified = CliRunner().invoke(
        main, ["journal", "verify", "--database", f"sqlite:///{tmp_path / 'demo' / 'homthu.db'}"]
    )
    assert verified.exit_code == 0


def test_demo_starts_again_with_its_tips_when_it_was_stopped(tmp_path: Path) -> None:
    with run_demo(tmp_path) as first:
        box = first.boxes["tanngoc"]
    with run_demo(tmp_path) as again:
        assert again.boxes["tanngoc"] == box


def test_ready_says_what_is_missing_when_a_post_lost_its_holders(town: Town) -> None:
    client = town.resident()
    town.beat()
    assert client.get("/health/ready").json() == {
        "ready": True,
        "missing": [],
        "sandbox": str(find_confinement().level),
    }
    with town.database.writing() as session:
        session.connection().execute(text("UPDATE officer SET closed_at = created_at WHERE username = 'thanhtra1'"))
        session.commit()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["missing"]) == (503, ["inspectorate: two holders"])
    with town.database.writing() as session:
        session.connection().execute(text("DROP TABLE alembic_version"))
        session.commit()
    assert client.get("/health/ready").json()["missing"] == ["migrations"]
    assert client.get("/health/live").json() == {"live": True}


def test_journal_verifies_and_names_what_was_altered_when_asked(town: Town) -> None:
    receipt = town.hand_in(town.box("tanngoc"))
    act(town.officer("tanngoc"), tip_id(receipt), "acknowledge")
    url = town.settings.database_url
    first = CliRunner().invoke(main, ["journal", "verify", "--database", url])
    assert first.exit_code == 0
    head = first.output.split("head ")[1].split("\n")[0]
    town.hand_in(town.box("tanngoc"))
    assert CliRunner().invoke(main, ["journal", "verify", "--database", url, "--since", head]).exit_code == 0
    with town.database.writing() as session:
        _cut_the_newest_line(session)
        session.commit()
    cut = CliRunner().invoke(main, ["journal", "verify", "--database", url])
    assert cut.exit_code == 1
    assert "FAULT" in cut.output
    wrong = CliRunner().invoke(main, ["journal", "verify", "--database", url, "--since", "1:" + "0" * 64])
    assert "the head that was kept outside does not stand in this journal" in wrong.output
    assert CliRunner().invoke(main, ["journal", "verify", "--database", url, "--since", "x"]).exit_code == 2


def _cut_the_newest_line(session: Session) -> None:
    newest = session.exec(select(func.max(JournalLine.number))).one()
    session.exec(delete(JournalDetail).where(col(JournalDetail.number) == newest))
    session.exec(delete(JournalLine).where(col(JournalLine.number) == newest))
