"""The figures of a run as a page with tables, and as a picture that is readable in grey."""

import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.acceptance import Acceptance
from bench.calls import LongCall
from bench.equal_time import EqualTime, write_table
from bench.gazetteer import Timing
from bench.live import CrowdTime, LiveTime
from bench.memory import Memory
from bench.queue import QueueTime
from bench.search import SearchTime

_BAR = 0.5
EQUAL_TIME = (
    "The observer sits on the same machine, over one kept connection, with nobody else at the server. *Guessed right*",
    "is the share of pairs in which the slower one is what was guessed (the area under the ROC curve): 0.5 is a coin,",
    "and 0.55 is the bar where two sorts must be equal. The error is of two sorts that do not differ.",
)
_WIDTH, _LEFT, _ROW = 640, 190, 34
_SCALE = (_WIDTH - _LEFT - 60) / 1.0


@dataclass(frozen=True)
class Figures:
    """Everything that one run measured."""

    memory: list[Memory]
    acceptance: list[Acceptance]
    queue: list[QueueTime]
    live: list[LiveTime]
    crowd: list[CrowdTime]
    search: list[SearchTime]
    weights: dict[str, tuple[int, int]]
    gazetteer: dict[str, Timing]
    long_call: LongCall
    equal_time: list[EqualTime]


def write_report(figures: Figures, folder: Path) -> None:
    """Write ``measurements.md`` and ``pictures/acceptance.svg``."""
    (folder / "pictures" / "acceptance.svg").write_text(_draw(figures.acceptance), encoding="utf-8")
    (folder / "measurements.md").write_text(_write(figures), encoding="utf-8")


def _write(figures: Figures) -> str:
    first = {line.database: line for line in figures.queue[::-1]}
    lines = [
        "# Measurements",
        "",
        "Written by `make bench`. Figures are good against each other within one run, not between machines or runs.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, commit {_commit()}, {_machine()}",
        "",
        "## Memory of one web process",
        "",
        "Of `homthu serve`, the resident set; a second process takes as much again.",
        "",
        "| database | at its start | after 288 tips | after 288 texts |",
        "|---|---|---|---|",
        *(
            f"| {line.database} | {line.at_start:.0f} MB | {line.after_tips:.0f} MB | {line.after_texts:.0f} MB |"
            for line in figures.memory
        ),
        "",
        "## Tips and texts accepted a second, durable and sealed, over HTTP",
        "",
        "The floor is the same seals and inserts in a bare loop on the same database. The bar is half of it. Each text",
        "is a new number's, the dearest case; how long the gateway waits for its 200 stands in the last columns.",
        "Each run of senders is set against the floor just before and after it; told is the median of five such pairs.",
        "",
        "![Share of the floor by database and senders](pictures/acceptance.svg)",
        "",
        "*Two boxes* are of two communes. A second process is set against one by the shares, which carry the machine's",
        "swings out of both.",
        "",
        "| database | channel | processes | senders | a second | floor | share | to one | refused | p99 | slowest |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *(
            f"| {line.database} | {line.channel} | {line.processes} | {line.senders} | {line.per_second:.0f} "
            f"| {line.floor_per_second:.0f} | {line.ratio:.2f} | {_against_one(figures, line)} | {line.refused} "
            f"| {line.p99_ms:.0f} ms | {line.slowest_ms:.0f} ms |"
            for line in figures.acceptance
        ),
        "",
        "## The queue's page",
        "",
        "PostgreSQL is told to take its statistics after each filling, as it does by itself within a minute. Without",
        "them it sorts all that waits: 80 to 90 ms at 100,000.",
        "",
        "| database | tips in the queue | median | p99 | against the smallest |",
        "|---|---|---|---|---|",
        *(
            f"| {line.database} | {line.tips:,} | {line.median_ms:.1f} ms | {line.p99_ms:.1f} ms "
            f"| {line.median_ms / first[line.database].median_ms:.2f} |"
            for line in figures.queue
        ),
        "",
        "## From the receipt to the officer's open page",
        "",
        "| database | median | slowest of sixty |",
        "|---|---|---|",
        *(f"| {line.database} | {line.median_ms:.0f} ms | {line.slowest_ms:.0f} ms |" for line in figures.live),
        "",
        "## Two hundred open pages at one process",
        "",
        "From the receipt's page until the last of them was told.",
        "",
        "| database | pages | median | slowest of twenty |",
        "|---|---|---|---|",
        *(
            f"| {line.database} | {line.pages} | {line.median_ms:.0f} ms | {line.slowest_ms:.0f} ms |"
            for line in figures.crowd
        ),
        "",
        "## Searching what an officer may open",
        "",
        "The first search opens each tip by a public-key operation; later ones find the seeds kept.",
        "",
        "| database | tips | first | later |",
        "|---|---|---|---|",
        *(
            f"| {line.database} | {line.tips:,} | {line.first_seconds:.1f} s | {line.later_seconds:.1f} s |"
            for line in figures.search
        ),
        "",
        "## Finding the area in a text",
        "",
        "| areas | index built in | memory | median | p99 |",
        "|---|---|---|---|---|",
        *(
            f"| {name}, {timing.areas:,} | {timing.build_seconds:.2f} s | {timing.memory_mb:.0f} MB "
            f"| {timing.median_ms:.2f} ms | {timing.p99_ms:.2f} ms |"
            for name, timing in figures.gazetteer.items()
        ),
        "",
        "## A call of two hours",
        "",
        _describe_call(figures.long_call),
        "",
        "## What time tells",
        "",
        *EQUAL_TIME,
        "",
        *write_table(figures.equal_time),
        "",
        "## What a resident's phone loads",
        "",
        "| page | requests | head | body |",
        "|---|---|---|---|",
        *(f"| `{name}` | 1 | {head:,} bytes | {body:,} bytes |" for name, (head, body) in figures.weights.items()),
        "",
    ]
    return "\n".join(lines)


def _against_one(figures: Figures, line: Acceptance) -> str:
    same = (line.database, line.channel, 1, line.senders)
    one = next((x for x in figures.acceptance if (x.database, x.channel, x.processes, x.senders) == same), None)
    return "–" if one is None or line.processes == 1 else f"{line.ratio / one.ratio:.2f}"


def _describe_call(call: LongCall) -> str:
    return (
        f"5,000 segments, {call.words:,} words: accepted over HTTP in {call.accepted_ms:.0f} ms; of that, finding the "
        f"area takes {call.finding_ms:.0f} ms, masking {call.masking_ms:.0f} ms, and words of danger and about police "
        f"{call.words_ms:.0f} ms. Each is the best of five."
    )


def _draw(lines: list[Acceptance]) -> str:
    height = _ROW * len(lines) + 50
    bar_x = _LEFT + _BAR * _SCALE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}">',
        "<style>text{font:14px sans-serif}</style>",
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
    ]
    for place, line in enumerate(lines):
        y = 10 + place * _ROW
        width = min(line.ratio, 1.0) * _SCALE
        parts += [
            f'<text x="{_LEFT - 10}" y="{y + 19}" text-anchor="end">{_name(line)}</text>',
            f'<rect x="{_LEFT}" y="{y + 4}" width="{width:.1f}" height="{_ROW - 12}" fill="#0b5d4b"/>',
            f'<text x="{_LEFT + width + 6:.1f}" y="{y + 19}">{line.ratio:.2f}</text>',
        ]
    parts += [
        f'<line x1="{bar_x}" x2="{bar_x}" y1="6" y2="{height - 32}" stroke="#000" stroke-dasharray="4 4"/>',
        f'<text x="{bar_x}" y="{height - 12}" text-anchor="middle">half of the floor</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _name(line: Acceptance) -> str:
    return f"{line.database}, {line.channel}, {line.processes} × {line.senders}"


def _commit() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _machine() -> str:
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    models = [line.partition(":")[2].strip() for line in cpu.splitlines() if line.startswith("model name")]
    return f"{len(models)} × {models[0] if models else platform.machine()}, Python {platform.python_version()}"
