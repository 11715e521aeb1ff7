"""How many tips and texts a second are accepted over HTTP, durable and sealed, against the floor of the same run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.floor import accept_call, accept_text, accept_tip, measure
from bench.grounds import open_driver, open_town, read_ground
from tests.live import LiveTown
from tests.town import HOST, Town

SENDERS = (1, 8, 32)
TIPS = 288
FLOOR_TIPS = 150
# The machine's speed swings while we measure. Each number is set against the floor just before and just after it, and
# the median of five such pairs is told: no lucky moment of one makes the other look better or worse.
ROUNDS = 5
WARMING = 60
PROCESSES = 1


@dataclass(frozen=True)
class Acceptance:
    """One measured line: medians over the rounds."""

    database: str
    channel: str
    """``web``, ``text`` or ``call``."""
    senders: int
    per_second: float
    floor_per_second: float
    ratio: float
    """The share of the floor."""
    refused: int
    p99_ms: float
    slowest_ms: float
    memory_mb: float
    """Of one process, after the run."""


@dataclass(frozen=True)
class Pair:
    """A run of senders, and the floor around it, in tips a second."""

    tally: dict[str, float]
    floor: float

    @property
    def per_second(self) -> float:
        """What the senders got accepted."""
        return self.tally["accepted"] / self.tally["seconds"]


def run_acceptance(kind: str, channel: str) -> Iterator[Acceptance]:
    """Yield a line for each number of senders."""
    with open_town(kind) as town:
        live = LiveTown(town, processes=PROCESSES)
        send(live, channel, senders=4, each=WARMING // 4)
        pairs: dict[int, list[Pair]] = {senders: [] for senders in SENDERS}
        before = _measure_floor(town, channel)
        for _ in range(ROUNDS):
            for senders in SENDERS:
                tally = send(live, channel, senders=senders, each=TIPS // senders)
                after = _measure_floor(town, channel)
                pairs[senders].append(Pair(tally, (before + after) / 2))
                before = after
        memory_mb = _memory_mb(live.server.process.pid)
        live.server.stop()
    for senders, measured in pairs.items():
        yield Acceptance(
            database=kind,
            channel=channel,
            senders=senders,
            per_second=median(pair.per_second for pair in measured),
            floor_per_second=median(pair.floor for pair in measured),
            ratio=median(pair.per_second / pair.floor for pair in measured),
            refused=sum(int(pair.tally["refused"]) for pair in measured),
            p99_ms=median(pair.tally["p99_ms"] for pair in measured),
            slowest_ms=max(pair.tally["slowest_ms"] for pair in measured),
            memory_mb=memory_mb,
        )


def _memory_mb(process_id: int) -> float:
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _measure_floor(town: Town, channel: str) -> float:
    accept = {"web": accept_tip, "text": accept_text, "call": accept_call}[channel]
    with open_driver(town) as cursor:
        ground = read_ground(town)
        measure(cursor, ground, accept, tips=WARMING // 4)
        return measure(cursor, ground, accept, tips=FLOOR_TIPS)


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
