"""How many tips and texts a second are accepted over HTTP, durable and sealed, against the floor of the same run."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.floor import accept_call, accept_text, accept_tip, measure
from bench.grounds import open_driver, open_town, read_ground
from bench.sender import run_sender
from tests.live import LiveTown
from tests.town import HOST, Town

SENDERS = (1, 8, 32)
TIPS = 288
FLOOR_TIPS = 150
# The machine's speed swings while we measure. Each number is set against the floor just before and just after it, and
# the median of five such pairs is told: no lucky moment of one makes the other look better or worse.
ROUNDS = 5
WARMING = 60
PROCESSES = (1, 2)


@dataclass(frozen=True)
class Acceptance:
    """One measured line: medians over the rounds."""

    database: str
    channel: str
    """``web``, ``text`` or ``call``; ``two boxes`` are the web's of two communes."""
    processes: int
    senders: int
    per_second: float
    floor_per_second: float
    ratio: float
    """The share of the floor."""
    refused: int
    p99_ms: float
    slowest_ms: float


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    senders: tuple[int, ...] = SENDERS
    rounds: int = ROUNDS
    tips: int = TIPS
    floor_tips: int = FLOOR_TIPS


@dataclass(frozen=True)
class Pair:
    """A run of senders, and the floor around it, in tips a second."""

    tally: dict[str, float]
    floor: float

    @property
    def per_second(self) -> float:
        """What the senders got accepted."""
        return self.tally["accepted"] / self.tally["seconds"]


def run_acceptance(kind: str, channel: str, processes: int = 1, plan: Plan | None = None) -> Iterator[Acceptance]:
    """Yield a line for each number of senders."""
    plan = plan or Plan()
    with open_town(kind) as town:
        live = LiveTown(town, processes=processes)
        send(live, channel, senders=4 * processes, each=WARMING // 4)
        pairs: dict[int, list[Pair]] = {senders: [] for senders in plan.senders}
        before = _measure_floor(town, channel, plan)
        for _ in range(plan.rounds):
            for senders in plan.senders:
                tally = send(live, channel, senders=senders, each=plan.tips // senders)
                after = _measure_floor(town, channel, plan)
                pairs[senders].append(Pair(tally, (before + after) / 2))
                before = after
        live.server.stop()
    for senders, measured in pairs.items():
        yield Acceptance(
            database=kind,
            channel=channel,
            processes=processes,
            senders=senders,
            per_second=median(pair.per_second for pair in measured),
            floor_per_second=median(pair.floor for pair in measured),
            ratio=median(pair.per_second / pair.floor for pair in measured),
            refused=sum(int(pair.tally["refused"]) for pair in measured),
            p99_ms=median(pair.tally["p99_ms"] for pair in measured),
            slowest_ms=max(pair.tally["slowest_ms"] for pair in measured),
        )


def _measure_floor(town: Town, channel: str, plan: Plan) -> float:
    accept = {"text": accept_text, "call": accept_call}.get(channel, accept_tip)
    with open_driver(town) as cursor:
        ground = read_ground(town)
        measure(cursor, ground, accept, tips=WARMING // 4)
        return measure(cursor, ground, accept, tips=plan.floor_tips)


def send(live: LiveTown, channel: str, *, senders: int, each: int) -> dict[str, float]:
    """Let so many senders send so many each, from another process, and return what was counted."""
    town, port = live.town, live.server.port
    if channel in ("web", "two boxes"):
        boxes = [town.box("tanngoc")] if channel == "web" else [town.box("tanngoc"), town.box("trungmy")]
        return run_sender("web", HOST, port, ",".join(boxes), senders=senders, each=each)
    partner = town.partner("hotline" if channel.endswith("call") else "standard")
    secret = partner.secrets[0].secret
    return run_sender(channel, HOST, port, partner.name, senders=senders, each=each, secret=secret)
