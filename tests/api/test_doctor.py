"""``homthu doctor``: each fault is named, with how to mend it; nothing is changed."""

import http.server
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text

from api.commands.main import main
from api.ground.settings import SETTINGS_FILE_VARIABLE
from api.installing.doctor.findings import Finding
from api.installing.doctor.outside import check_outside
from api.installing.permissions import Users, list_wanted
from tests.town import Town, write_settings
from tests.wire import Wire
from triage.desk.alerts.pulse import BEAT_EVERY, Beat, beat
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def _ask(town: Town, **environment: str) -> dict[str, list[str]]:
    """Return what is wrong, by what it is about; every fault says how to mend it."""
    file = town.folder / "settings.json"
    write_settings(town.settings, file)
    answer = CliRunner().invoke(
        main, ["doctor", "--offline", "--json"], env={SETTINGS_FILE_VARIABLE: str(file), **environment}
    )
    found, faults = json.loads(answer.output), dict[str, list[str]]()
    for each in found:
        if not each["ok"]:
            assert each["mend"]
            faults.setdefault(each["about"], []).append(f"{each['said']} → {each['mend']}")
    assert answer.exit_code == (1 if faults else 0)
    return faults


def _beat(town: Town, at: datetime) -> None:
    with town.database.writing() as session:
        for what in Beat:
            beat(session, what, at=at)
        session.commit()


def _run(town: Town, statement: str) -> None:
    with town.database.writing() as session:
        session.connection().execute(text(statement))
        session.commit()


def test_silent_worker_is_named_until_it_works(town: Town) -> None:
    assert len(_ask(town)["worker"]) == 2
    _beat(town, datetime.now(UTC))
    assert "worker" not in _ask(town)
    _beat(town, datetime.now(UTC) - timedelta(minutes=10))
    (fault,) = _ask(town)["worker"]
    assert "journalctl -u homthu-worker" in fault


def test_working_worker_beats_and_a_stopped_one_is_seen_within_minutes(town: Town) -> None:
    client = town.resident()
    assert client.get("/health/ready").json()["missing"] == ["worker"]
    with town.worker(Wire()) as worker:
        worker.begin()
        worker.take_turn()
        assert client.get("/health/ready").json()["missing"] == []
        town.clock.advance(seconds=BEAT_EVERY.total_seconds())
        worker.take_turn()
    town.clock.advance(minutes=2)
    assert client.get("/health/ready").json()["missing"] == []
    town.clock.advance(minutes=2)
    assert client.get("/health/ready").json()["missing"] == ["worker"]
    for name in ("trucban1", "truongca-binhtuyen"):
        assert "Bộ phận gửi tin không chạy" in town.officer(name).get("/officer/queue").text
    assert "Bộ phận gửi tin không chạy" not in town.officer("tanngoc").get("/officer/queue").text


@pytest.mark.parametrize(
    ("name", "nearest"), [("HOMTHU_PUBLIK_URL", "HOMTHU_PUBLIC_URL"), ("HOMTHU_QQQQ", "docs/settings.md")]
)
def test_misspelt_setting_is_named_with_the_nearest_that_there_is(town: Town, name: str, nearest: str) -> None:
    (fault,) = _ask(town, **{name: "x"})["settings"]
    assert fault.startswith(f"{name} is no setting")
    assert nearest in fault


def test_missing_settings_file_is_named_as_such(town: Town) -> None:
    nowhere = str(town.folder / "nowhere.json")
    answer = CliRunner().invoke(main, ["doctor", "--offline"], env={SETTINGS_FILE_VARIABLE: nowhere})
    assert answer.exit_code == 1
    assert f"{nowhere} cannot be read" in answer.output


def test_older_and_newer_schemas_are_told_apart(town: Town) -> None:
    _run(town, "UPDATE alembic_version SET version_num = '0001'")
    assert "homthu migrate" in _ask(town)["schema"][0]
    _run(town, "UPDATE alembic_version SET version_num = '9999'")
    assert "newer than this program" in _ask(town)["schema"][0]
    _run(town, "DROP TABLE alembic_version")
    assert "homthu init" in _ask(town)["schema"][0]


def test_missing_backup_missing_key_and_a_clock_set_back_are_named(town: Town) -> None:
    for file in (town.folder / "keys").glob("worker-*"):
        file.unlink()
    faults = _ask(town)
    assert "there is none" in faults["backup"][0]
    assert "no key of the worker" in faults["keys"][0]
    assert "clock" not in faults
    now = datetime.now(UTC)
    with town.database.writing() as session:
        append(session, Entry(JournalEvent.BACKED_UP), at=now + timedelta(days=1))
        session.commit()
    faults = _ask(town)
    assert "backup" not in faults
    assert "timedatectl" in faults["clock"][0]


def test_gateway_that_fell_silent_is_named(town: Town) -> None:
    _run(town, "INSERT INTO partner_day VALUES ('viettel', '2026-01-02', 5, 0, 0, 0, 0, 0)")
    assert "viettel: nothing came since 2026-01-02" in _ask(town)["gateway"][0]


def test_every_file_is_given_to_its_user_and_no_other_can_read_it(town: Town) -> None:
    users = Users(os.geteuid(), os.geteuid(), os.getegid())
    settings = town.folder / "settings.json"
    write_settings(town.settings, settings)
    keys = town.settings.key_directory
    (keys / "pepper").chmod(0o644)
    (keys / "push-public").write_text("x")
    wrong = {each.path.name for each in list_wanted(town.settings, users, settings) if each.describe_fault()}
    assert {"pepper", "push-public"} <= wrong
    for each in list_wanted(town.settings, users, settings):
        each.set()
    assert [each for each in list_wanted(town.settings, users, settings) if each.describe_fault()] == []
    modes = {file.name: file.stat().st_mode & 0o777 for file in keys.iterdir() if file.is_file()}
    assert modes["pepper"] == 0o600
    assert modes["push-public"] == 0o660
    assert {file.stat().st_mode & 0o077 for file in town.settings.worker_key_directory.iterdir()} == {0}


@contextmanager
def _serve_https(folder: Path, *, days: int) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Serve ``/health/live`` with a certificate of our own that is good for so many days."""
    key, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    shield = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shield.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Live)
    server.socket = shield.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{server.server_port}", ssl.create_default_context(cafile=folder / "certificate.pem")
    finally:
        server.shutdown()
        server.server_close()


class _Live(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health/live" else 404)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        return


def _look_outside(url: str, trusted: ssl.SSLContext | None = None) -> list[Finding]:
    return list(check_outside(url, at=datetime.now(UTC), trusted=trusted))


def test_https_is_looked_at_from_outside_with_its_certificates_end(town: Town, tmp_path: Path) -> None:
    del town
    with _serve_https(tmp_path, days=90) as (url, trusted):
        assert [each.is_fault for each in _look_outside(url, trusted)] == [False, False]
        (refused,) = _look_outside(url)
        assert "the certificate is refused" in refused.said
    (away,) = _look_outside(url, trusted)
    assert "cannot be reached" in away.said
    with _serve_https(tmp_path, days=5) as (url, trusted):
        assert [each.about for each in _look_outside(url, trusted) if each.is_fault] == ["certificate"]
