"""One laptop attacks through the real proxy with all it has; honest residents behind other addresses are answered."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from tests.caddy import Caddy, run_caddy
from tests.field.honest import Answers, hand_in, make_browser, send_honest
from tests.field.hostile import Laptop, wait_until
from tests.live import LiveTown, LiveWorker
from tests.local_push import LocalPush, run_push
from tests.server import find_port
from tests.town import ORIGIN, Town, tip_id
from triage.ground.vocabulary import Priority
from triage.tips.record.tables import Tip

pytestmark = pytest.mark.field

HONEST, WITH_PHOTO = 50, 10
ATTACK_SECONDS = 45.0
MOST_SECONDS, MOST_MEGABYTES = 10.0, 400


@pytest.fixture
def push() -> Iterator[LocalPush]:
    with run_push() as service:
        yield service


def _list_family(pid: int) -> list[int]:
    """Return the process and all that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        below = [int(word) for word in children.read_text(encoding="ascii").split()]
    except OSError:
        return []
    return [pid, *(found for child in below for found in _list_family(child))]


def _read_megabytes(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0")
    return int(peak.split()[1]) >> 10


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_honest_tips_are_answered_and_danger_rings_when_a_laptop_attacks(
    town: Town, push: LocalPush, tmp_path: Path
) -> None:
    # Given the service behind the proxy that we ship, with the usual allowances, and an officer who is told of danger
    port, box = find_port(), town.box("tanngoc")
    town.restart(push_hosts=(push.host,))
    officer = town.officer("tanngoc")
    assert officer.post("/officer/alerts", data=push.subscription()).status_code == 303
    town.settings = town.settings.model_copy(
        update={"public_url": f"https://localhost:{port}", "proxies_in_front": 1, "tips_in_ten_minutes": 30}
    )
    live = LiveTown(town)
    # Push services want a name that could stand in the world, as every installation has.
    town.settings = town.settings.model_copy(update={"public_url": ORIGIN})
    worker = LiveWorker(town)
    try:
        with run_caddy(tmp_path, live.server.port, port=port) as caddy:
            quiet = send_honest(caddy.url, box, count=10, photos=2, at_once=4, network=20)
            # When the laptop does its worst
            laptop = Laptop(caddy.url, box, ATTACK_SECONDS)
            laptop.begin()
            # Then honest residents are answered
            answers = send_honest(caddy.url, box, count=HONEST, photos=WITH_PHOTO, at_once=4)
            # And one in danger is first in the queue, and an officer hears of it within the minute
            told, danger = len(push.pushed), Answers()
            hand_in(caddy.url, box, "127.0.40.1", danger, urgency="danger")
            rings = wait_until(lambda: len(push.pushed) > told, 60)
            family = _list_family(live.server.process.pid)
            memory = max(_read_megabytes(pid) for pid in family[:1])
            laptop.end()
            print(f"junk: {laptop.junk}; rang {len(push.pushed)} times")  # noqa: T201
            print(f"quiet: {quiet}; under attack: {answers}; web process at most {memory} MB")  # noqa: T201
            _assert_works(caddy)
    finally:
        live.server.stop()
        worker.stop()
    assert quiet.refusals == []
    assert answers.refusals == []
    assert len(answers.receipts) == HONEST
    assert max(answers.seconds) <= MOST_SECONDS
    assert rings
    assert memory <= MOST_MEGABYTES
    with town.database.reading() as session:
        tip = session.exec(select(Tip).where(Tip.id == tip_id(danger.receipts[0]))).one()
        assert tip.priority == Priority.LIFE_AT_RISK
    assert wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 15)


def _assert_works(caddy: Caddy) -> None:
    with make_browser(caddy.url, "127.0.50.1") as browser:
        assert browser.get("/").status_code == httpx.codes.OK
