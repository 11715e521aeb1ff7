"""How many tips and texts a second are accepted over HTTP, durable and sealed, against the floor of the same run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.floor import accept_call, accept_text, accept_tip, measure
from bench.grounds import open_driver, open_town, read_ground
from tests.live import LiveTown
from tests.town import HOST, Town

SENDERS = (1, 8, 32)
TIPS = 600
# Somebody else's work on the machine slows a run, and nothing speeds one up: the best of each is what the code does.
ROUNDS = 3
WARMING = 60
PROCESSES = 1


@dataclass(frozen=True)
class Acceptance:
    """One measured line."""

    database: str
    channel: str
    """``web``, ``text`` or ``call``."""
    senders: int
    per_second: float
    floor_per_second: float
    refused: int
    p99_ms: float
    slowest_ms: float
    memory_mb: float
    """Of one process, after the run."""

    @property
    def ratio(self) -> float:
        """The share of the floor."""
        return self.per_second / self.floor_per_second


def run_acceptance(kind: str, channel: str) -> Iterator[Acceptance]:
    """Measure the floor before and after each round, keep the best of both, yield a line for each number of senders."""
    with open_town(kind) as town:
        floors = [_measure_floor(town, channel)]
        live = LiveTown(town, processes=PROCESSES)
        send(live, channel, senders=4, each=WARMING // 4)
        rounds = []
        for _ in range(ROUNDS):
            rounds.append({each: send(live, channel, senders=each, each=TIPS // each) for each in SENDERS})
            floors.append(_measure_floor(town, channel))
        memory_mb = _memory_mb(live.server.process.pid)
        live.server.stop()
    for senders in SENDERS:
        tallies = [tally[senders] for tally in rounds]
        tally = min(tallies, key=lambda each: each["seconds"] / each["accepted"])
        yield Acceptance(
            database=kind,
            channel=channel,
            senders=senders,
            per_second=tally["accepted"] / tally["seconds"],
            floor_per_second=max(floors),
            refused=sum(int(each["refused"]) for each in tallies),
            p99_ms=tally["p99_ms"],
            slowest_ms=tally["slowest_ms"],
            memory_mb=memory_mb,
        )


def _memory_mb(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _measure_floor(town: Town, channel: str) -> float:
    accept = {"web": accept_tip, "text": accept_text, "call": accept_call}[channel]
    with open_driver(town) as cursor:
        ground = read_ground(town)
        measure(cursor, ground, accept, tips=WARMING)
        return measure(cursor, ground, accept, tips=TIPS)


def send(live: LiveTown, channel: str, *, senders: int, each: int) -> dict[str, float]:
    """Let so many senders send so many each, from another process, and return what was counted."""
    partner = live.town.partner("hotline" if channel.endswith("call") else "standard")
    target = live.town.box("tanngoc") if channel == "web" else partner.name
    arguments = [channel, HOST, str(live.server.port), target, str(senders), str(each), partner.secrets[0].secret]
    finished = subprocess.run(
        [sys.executable, "-m", "bench.sender", *arguments], check=True, capture_output=True, text=True
    )
    tally: dict[str, float] = json.loads(finished.stdout)
    return tally
