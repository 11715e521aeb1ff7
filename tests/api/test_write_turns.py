"""Processes that write into one SQLite file take turns by a lock that wakes, and a dead one holds none."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from api.ground.database import open_database

_HOLD = """
import sys, time
from sqlalchemy import text
from api.ground.database import open_database
database = open_database(sys.argv[1])
session = database.writing()
session.connection().execute(text("INSERT INTO t VALUES (1)"))
print("held", flush=True)
time.sleep(60)
"""


def _is_free(turn: Path) -> bool:
    with turn.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        fcntl.flock(file, fcntl.LOCK_UN)
        return True


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path}/db"
    database = open_database(found)
    with database.writing() as session:
        session.connection().execute(text("CREATE TABLE t (n INTEGER)"))
        session.commit()
    database.close()
    return found


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_turn_is_held_by_a_transaction_and_free_after_it(url: str, tmp_path: Path, ending: str) -> None:
    database = open_database(url)
    with database.writing() as session:
        session.connection().execute(text("INSERT INTO t VALUES (1)"))
        assert not _is_free(tmp_path / "db-turn")
        getattr(session, ending)()
        assert _is_free(tmp_path / "db-turn")
    with database.reading() as session:
        session.connection().execute(text("SELECT 1"))
        assert _is_free(tmp_path / "db-turn")
    database.close()


def test_next_writer_goes_on_when_the_one_before_was_killed(url: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, url], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    assert not _is_free(tmp_path / "db-turn")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    database = open_database(url)
    with database.writing() as session:
        assert session.connection().execute(text("SELECT count(*) FROM t")).scalar_one() == 0
    database.close()


def test_lock_has_the_databases_mode_so_that_no_other_user_can_stop_the_writers(url: str, tmp_path: Path) -> None:
    (tmp_path / "db-turn").unlink()
    (tmp_path / "db").chmod(0o660)
    database = open_database(url)
    with database.writing() as session:
        session.connection().execute(text("SELECT 1"))
    database.close()
    assert (tmp_path / "db-turn").stat().st_mode & 0o777 == 0o660
