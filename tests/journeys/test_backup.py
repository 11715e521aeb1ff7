"""The drill: a backup while tips come in, a database that is lost, and everything back that should be, no more."""

import re
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import MetaData, create_engine, make_url, text
from sqlmodel import func, select

from api.commands.main import main
from api.ground.database import open_database
from api.ground.settings import SETTINGS_FILE_VARIABLE
from api.storage.retention.purge_list import PurgeList
from tests.conftest import Backend
from tests.files import make_photo
from tests.live import LiveTown, Senders
from tests.town import Town, act, tip_id, write_settings
from tests.wire import Wire
from triage.custody.keeping.tables import IdentityRow
from triage.journal.tables import JournalHead
from triage.offices.accounts.tables import Officer, OfficerSession
from triage.tips.attachments.tables import AttachmentRow
from triage.tips.record.tables import Tip, TipReceipt

PASSPHRASE = secrets.token_hex(12)


class Drill:
    """A town with a backup key, whose private half lies elsewhere."""

    def __init__(self, town: Town) -> None:
        self.town, self.file = town, town.folder / "homthu.backup"
        self.away = town.folder / "away"
        write_settings(town.settings, town.folder / "settings.json")
        self.run("backup-key", "create", "--folder", str(self.away), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
        (self.public,), (self.key,) = self.away.glob("*.public.txt"), self.away.glob("*.key.json")

    def run(self, *arguments: str, typed: str = "") -> Result:
        environment = {SETTINGS_FILE_VARIABLE: str(self.town.folder / "settings.json")}
        return CliRunner().invoke(main, arguments, input=typed, env=environment)

    def backup(self) -> Result:
        return self.run("backup", str(self.file), "--to", str(self.public))

    def restore(self, *options: str, file: Path | None = None, key: Path | None = None) -> Result:
        arguments = ["restore", str(file or self.file), "--key", str(key or self.key), *options]
        return self.run(*arguments, typed=f"{PASSPHRASE}\n")


@pytest.fixture
def drill(town: Town) -> Drill:
    # The commands know the real time only.
    town.clock.at = datetime.now(UTC)
    return Drill(town)


def _lose_everything(town: Town) -> None:
    with town.database.writing() as session:
        there = MetaData()
        there.reflect(session.connection())
        there.drop_all(session.connection())
        session.commit()


def test_nothing_acknowledged_is_lost_when_a_backup_made_under_load_is_restored(drill: Drill) -> None:
    # Given tips that were answered with a receipt, and more that come in while the backup is made
    town, live = drill.town, LiveTown(drill.town)
    before, during = Senders(town.box("tanngoc"), 3), Senders(town.box("thongnhat"), 3)
    before.send(live.server, each=5)
    sending = threading.Thread(target=during.send, args=(live.server, 5))
    sending.start()
    made = drill.backup()
    sending.join()
    live.server.stop()
    assert made.exit_code == 0, made.output
    assert len(before.receipts) == 15
    # When the database is lost
    _lose_everything(town)
    restored = drill.restore()
    # Then everything that was acknowledged before the backup is there, and opens
    assert restored.exit_code == 0, restored.output
    assert all("Việc thứ" in town.thread(receipt) for receipt in before.receipts)
    town.clock.at = datetime.now(UTC)
    officer = town.officer("tanngoc")
    assert "Việc thứ" in officer.get(f"/officer/tips/{tip_id(before.receipts[0])}").text
    # And what is there is whole: each tip that came in meanwhile is in it with its receipt, or not at all
    with town.database.reading() as session:
        tips = session.exec(select(func.count()).select_from(Tip)).one()
        assert session.exec(select(func.count()).select_from(TipReceipt)).one() == tips
        assert 15 <= tips <= 15 + len(during.receipts)
    town.beat()
    assert town.resident().get("/health/ready").json()["missing"] == []


def test_backup_says_nothing_and_signs_nobody_in_when_it_is_stolen(drill: Drill) -> None:
    town = drill.town
    town.hand_in(town.box("tanngoc"))
    thief = town.officer("tanngoc")
    drill.backup()
    raw = drill.file.read_bytes()
    assert drill.file.stat().st_mode & 0o077 == 0
    for word in ("tanngoc", "Đại úy", "08944-r11", "tip_access", "content-20"):
        assert word.encode() not in raw
    for file in (town.folder / "keys").iterdir():
        assert not file.is_file() or file.read_bytes() not in raw
    drill.restore("--replace")
    with town.database.reading() as session:
        assert session.exec(select(OfficerSession)).all() == []
    assert thief.get("/officer/queue").status_code == 303


def _flip(raw: bytes) -> bytes:
    place = len(raw) // 2
    return raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_flip, id="altered"),
        pytest.param(lambda raw: raw[: len(raw) // 2], id="cut short"),
        pytest.param(lambda raw: raw[: raw.rindex(raw[-40:])], id="without its end"),
        pytest.param(lambda raw: re.sub(rb'"revision":"\d+"', b'"revision":"0001"', raw), id="another header"),
        pytest.param(lambda raw: raw + raw[-400:], id="longer"),
        pytest.param(lambda _raw: b"{}\n", id="no backup"),
        pytest.param(lambda _raw: b"", id="empty"),
    ],
)
def test_nothing_is_replaced_when_the_backup_is_damaged(drill: Drill, damage: Callable[[bytes], bytes]) -> None:
    receipt = drill.town.hand_in(drill.town.box("tanngoc"))
    drill.backup()
    broken = drill.town.folder / "broken"
    raw = drill.file.read_bytes()
    broken.write_bytes(damage(raw))
    assert broken.read_bytes() != raw
    result = drill.restore("--replace", file=broken)
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    assert "Có việc lạ" in drill.town.thread(receipt)


def test_nothing_is_replaced_when_key_head_or_permission_is_missing(drill: Drill) -> None:
    drill.town.hand_in(drill.town.box("tanngoc"))
    head = drill.backup().output.split("journal head ")[1].split(";")[0]
    assert "is there already" in drill.backup().output
    later = drill.town.hand_in(drill.town.box("tanngoc"))
    with drill.town.database.reading() as session:
        row = session.exec(select(JournalHead)).one()
        newer = f"{row.number}:{row.head.hex()}"
    other = drill.town.folder / "other"
    drill.run("backup-key", "create", "--folder", str(other), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    (foreign,) = other.glob("*.key.json")
    for result in (
        drill.restore(),
        drill.restore("--replace", "--since", newer),
        drill.restore("--replace", "--signer", "0" * 64),
        drill.restore("--replace", key=foreign),
        drill.restore("--replace", key=drill.public),
    ):
        assert result.exit_code == 1, result.output
    assert "Có việc lạ" in drill.town.thread(later)
    assert drill.restore("--replace", "--since", head).exit_code == 0


def test_what_was_withdrawn_or_destroyed_stays_gone_when_an_old_backup_is_restored(drill: Drill) -> None:
    # Given a backup, after which one resident deletes the contact and another ends the thread
    town = drill.town
    deleted, ended, kept = (town.hand_in(town.box("tanngoc"), contact="sđt") for _ in range(3))
    drill.backup()
    town.resident().post("/tra-cuu/xoa-lien-he", data={"receipt": deleted.reveal()})
    with town.worker(Wire()):
        pass
    # The worker's round has noted the first; the second is read from the database that is replaced
    town.resident().post("/tra-cuu/ket-thuc", data={"receipt": ended.reveal()})
    restored = drill.restore("--replace", "--older")
    assert restored.exit_code == 0, restored.output
    assert "2 destroyed again" in restored.output
    with town.database.reading() as session:
        left = set(session.exec(select(IdentityRow.tip_id)))
    assert left == {tip_id(kept)}
    assert town.resident().post("/tra-cuu", data={"receipt": ended.reveal()}).status_code == 404
    assert "Có việc lạ" in town.thread(deleted)


def test_what_was_closed_to_somebody_stays_closed_when_an_old_backup_is_restored(drill: Drill) -> None:
    # Given a backup, after which a resident gives a tip to the inspectorate, one withdraws, and an officer is barred
    town, inspector = drill.town, drill.town.officer("thanhtra1")
    marked, withdrawn = (town.hand_in(town.box("tanngoc"), contact="sđt") for _ in range(2))
    about = town.hand_in(town.box("tanngoc"), about_police="true")
    picture = {"files": ("a.jpg", make_photo())}
    sent = town.resident().post("/tra-cuu/them", data={"receipt": withdrawn.reveal(), "text": ""}, files=picture)
    assert sent.status_code == 200
    drill.backup()
    assert town.resident().post("/tra-cuu/ve-can-bo", data={"receipt": marked.reveal()}).status_code == 200
    town.resident().post("/tra-cuu/rut-tin", data={"receipt": withdrawn.reveal()})
    with town.database.reading() as session:
        second = session.exec(select(Officer.id).where(Officer.username == "thanhtra2")).one()
    assert act(inspector, tip_id(about), "bar", officer=second) == 303
    # When the backup is restored, twice
    for _ in range(2):
        restored = drill.restore("--replace", "--older")
        assert restored.exit_code == 0, restored.output
        assert "1 tips went to the inspectorate" in restored.output
    # Then nobody sees more than before
    assert town.officer("tanngoc").get(f"/officer/tips/{tip_id(marked)}").status_code == 404
    assert town.officer("thanhtra2").get(f"/officer/tips/{tip_id(about)}").status_code == 404
    assert town.officer("thanhtra1").get(f"/officer/tips/{tip_id(about)}").status_code == 200
    with town.database.reading() as session:
        assert session.exec(select(AttachmentRow)).first() is None
    # And the resident gives it to the inspectorate once more
    assert town.resident().post("/tra-cuu/ve-can-bo", data={"receipt": marked.reveal()}).status_code == 200
    assert town.officer("thanhtra1").get(f"/officer/tips/{tip_id(marked)}").status_code == 200
    # And what is destroyed after the restore is noted, though the numbers of its lines were given before
    town.resident().post("/tra-cuu/xoa-lien-he", data={"receipt": marked.reveal()})
    with town.worker(Wire()):
        pass
    purges = PurgeList(town.settings.key_directory).read()
    assert [each.event for each in purges if each.tip_id == tip_id(marked)][-1] == "contact_deleted"


def _make_database(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def test_backup_comes_back_when_the_database_is_of_the_other_kind(
    drill: Drill, backend: Backend, postgresql_url: str
) -> None:
    town = drill.town
    receipt = town.hand_in(town.box("tanngoc"))
    drill.backup()
    url = f"sqlite:///{town.folder / 'other.db'}"
    if backend.kind == "sqlite":
        url = _make_database(postgresql_url, "moved")
    town.settings = town.settings.model_copy(update={"database_url": url})
    write_settings(town.settings, town.folder / "settings.json")
    restored = drill.restore()
    assert restored.exit_code == 0, restored.output
    town.database.close()
    town.database = open_database(town.settings.database_url)
    town.restart()
    assert "Có việc lạ" in town.thread(receipt)
    assert "Có việc lạ" in town.officer("tanngoc").get(f"/officer/tips/{tip_id(receipt)}").text
