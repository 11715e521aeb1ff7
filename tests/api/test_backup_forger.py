"""The forger of backups: has the backup key's public file, which is no secret, and perhaps an old file; has no key of
the installation's. Nothing that such a person makes is taken, and what an older state is, is said.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import pytest

from api.ground.key_directory import FileKeyDirectory
from api.storage.backups.files import Maker, make_header, write_backup
from api.storage.backups.rows import LEFT_OUT, BackupBroken, check_lines, dump_lines
from api.storage.migrations.models import metadata
from api.storage.migrations.state import newest
from crypto.keys import PublicKey, Seed
from tests.journeys.test_backup import Drill
from tests.town import Town, tip_id
from triage.journal.heads import read_head

Lines = Callable[[list[bytes]], Iterable[bytes]]


@pytest.fixture
def drill(town: Town) -> Drill:
    town.clock.at = datetime.now(UTC)
    return Drill(town)


def _forge(drill: Drill, *, by: Seed, named: PublicKey | None = None, change: Lines = lambda lines: lines) -> None:
    """Write a backup as the product does, of what the forger wants, signed with a key of the forger's."""
    to = PublicKey(bytes.fromhex(drill.public.read_text().strip()))
    maker = Maker(named or by.public_key, drill.town.settings.trusted_posts)
    with drill.town.database.snapshot() as session:
        lines = list(dump_lines(session.connection()))
        header = make_header(maker, revision=newest(), head=str(read_head(session)), at=datetime.now(UTC))
        write_backup(drill.file, header, change(lines), to=to, signed_by=by)


def _signer(drill: Drill) -> Seed:
    return FileKeyDirectory(drill.town.settings.key_directory).make_backup_signer()


def test_backup_is_taken_when_the_installation_signed_it(drill: Drill) -> None:
    # The test of these tests: made the same way, with the true key, it comes back.
    _forge(drill, by=_signer(drill))
    assert drill.restore("--replace").exit_code == 0


@pytest.mark.parametrize("names_the_installation", [False, True])
def test_nothing_is_replaced_when_another_signed_it(drill: Drill, *, names_the_installation: bool) -> None:
    receipt = drill.town.hand_in(drill.town.box("tanngoc"))
    named = _signer(drill).public_key if names_the_installation else None
    _forge(drill, by=Seed.generate(), named=named)
    result = drill.restore("--replace", "--older", "--other-posts")
    assert result.exit_code == 1
    assert "Nothing was changed" in result.output
    assert "sign" in result.output
    assert "Có việc lạ" in drill.town.thread(receipt)


def test_nothing_is_replaced_when_a_signature_is_put_under_other_rows(drill: Drill) -> None:
    drill.backup()
    genuine = drill.file.read_bytes()
    drill.file.unlink()
    _forge(drill, by=Seed.generate(), named=_signer(drill).public_key)
    forged = drill.file.read_bytes()
    # The first line and the signature of the true one, and the chunks of the other
    mixed = genuine.split(b"\n", 1)[0] + b"\n" + forged.split(b"\n", 1)[1][:-100] + genuine[-100:]
    drill.file.write_bytes(mixed)
    assert drill.restore("--replace").exit_code == 1


def test_older_backup_is_taken_only_when_told_so(drill: Drill) -> None:
    town = drill.town
    drill.backup()
    older = drill.file.rename(town.folder / "older")
    receipt = town.hand_in(town.box("tanngoc"))
    drill.backup()
    refused = drill.restore("--replace", file=older)
    assert refused.exit_code == 1
    assert "--older" in refused.output
    assert "Có việc lạ" in town.thread(receipt)
    assert drill.restore("--replace", "--older", file=older).exit_code == 0
    assert town.resident().post("/tra-cuu", data={"receipt": receipt.reveal()}).status_code == 404
    # From then on the restored journal is the newest that was kept
    drill.file.unlink()
    assert drill.backup().exit_code == 0
    assert drill.restore("--replace").exit_code == 0


def test_backup_of_other_top_posts_is_taken_only_when_told_so(drill: Drill) -> None:
    maker = Maker(_signer(drill).public_key, frozenset({"0" * 64}))
    to = PublicKey(bytes.fromhex(drill.public.read_text().strip()))
    with drill.town.database.snapshot() as session:
        header = make_header(maker, revision=newest(), head=str(read_head(session)), at=datetime.now(UTC))
        write_backup(drill.file, header, dump_lines(session.connection()), to=to, signed_by=_signer(drill))
    assert "--other-posts" in drill.restore("--replace").output
    assert drill.restore("--replace", "--other-posts").exit_code == 0


def _table(name: str, *columns: str) -> bytes:
    return json.dumps({"table": name, "columns": columns}).encode() + b"\n"


def _row(*values: object) -> bytes:
    return json.dumps({"row": values}).encode() + b"\n"


_END = b'{"rows":1}\n'
BROKEN: dict[str, tuple[bytes, ...]] = {
    "row before a table": (_row(1), _END),
    "unknown kind": (_table("area", "id"), _row({"x": "y"}), _END),
    "two kinds": (_table("area", "id"), _row({"b": "", "t": ""}), _END),
    "a list": (_table("area", "id"), _row(["x"]), _END),
    "no date": (_table("area", "id"), _row({"t": "yesterday"}), _END),
    "no base 64": (_table("area", "id"), _row({"b": 7}), _END),
    "too few values": (_table("area", "id", "kind"), _row(1), _END),
    "another line": (b'{"sql":"DROP TABLE officer"}\n', _END),
    "another key beside": (b'{"table":"area","columns":["id"],"x":1}\n', _row(1), _END),
    "a column twice": (_table("area", "id", "id"), _row(1, 1), _END),
    "a table twice": (_table("area", "id"), _row(1), _table("area", "id"), _END),
    "after the end": (_table("area", "id"), _row(1), _END, _row(1)),
    "wrong count": (_table("area", "id"), _END),
    "no end": (_table("area", "id"), _row(1)),
    "half a line": (_table("area", "id"), _row(1), _END[:-1]),
    "no JSON": (b"\x00\xff\n", _END),
    "no object": (b"[]\n", _END),
    "too deep": (b"[" * 200_000 + b"\n", _END),
    **{f"rows of {name}": (_table(name, "digest"), _row("x"), _END) for name in sorted(LEFT_OUT)},
}


@pytest.mark.parametrize("lines", BROKEN.values(), ids=BROKEN.keys())
def test_backup_is_refused_in_one_sentence_when_its_lines_are_not_ours(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(BackupBroken) as refused:
        check_lines(lines)
    assert refused.value.why
    assert "\n" not in refused.value.why


@pytest.mark.parametrize("name", ["no_such_table", "alembic_version", "sqlite_master", 'x"; DROP TABLE officer; --'])
def test_nothing_is_replaced_when_a_table_is_unknown(drill: Drill, name: str) -> None:
    _forge(drill, by=_signer(drill), change=lambda lines: [_table(name, "id"), *lines])
    assert "has no table" in drill.restore("--replace").output


@pytest.mark.sampled(3)
@pytest.mark.parametrize("table", sorted(set(metadata.tables) - LEFT_OUT)[::7])
def test_nothing_is_replaced_when_a_column_is_unknown(drill: Drill, table: str) -> None:
    receipt = drill.town.hand_in(drill.town.box("tanngoc"))

    def change(lines: list[bytes]) -> Iterator[bytes]:
        for line in lines:
            said = json.loads(line)
            if said.get("table") == table:
                said["columns"][0] = "is_chief"
            yield json.dumps(said).encode() + b"\n"

    _forge(drill, by=_signer(drill), change=change)
    assert f"table {table} has no column 'is_chief'" in drill.restore("--replace").output
    assert tip_id(receipt)
    assert "Có việc lạ" in drill.town.thread(receipt)


def test_line_is_refused_at_its_bound_when_it_never_ends() -> None:
    given = 0

    def pieces() -> Iterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield secrets.token_hex(32_768).encode()

    with pytest.raises(BackupBroken, match="longer than"):
        check_lines(pieces())
    assert given == 16 * 16 + 1
