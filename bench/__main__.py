"""``python -m bench``: every figure of the service, those of speed against a floor of the same run.

``--quick`` prints those that change most often in under three minutes, and writes nothing.
"""

import sys
from pathlib import Path

from bench.acceptance import PROCESSES, Plan, run_acceptance
from bench.calls import time_long_call
from bench.equal_time import run_equal_time
from bench.gazetteer import time_both_sizes
from bench.live import run_crowd, run_live, weigh_pages
from bench.memory import run_memory
from bench.queue import run_queue
from bench.report import Figures, write_report
from bench.search import run_search

DATABASES = ("sqlite", "postgresql")
DOCUMENTS = Path(__file__).parent.parent / "docs"
_QUICK = Plan(senders=(8, 32), rounds=1, floor_tips=75)


def main() -> None:
    """Measure, say what is going on, and write the report."""
    figures = Figures([], [], [], [], [], [], weigh_pages(), {}, time_long_call(), [])
    for kind in DATABASES:
        _run_acceptance(figures, kind, ("web", "two boxes", "text", "call"), Plan())
        for size in run_queue(kind):
            figures.queue.append(size)
            print(f"{kind:<12}{size.tips:>8,} tips: the queue's page in {size.median_ms:.1f} ms")
        figures.live.append(run_live(kind))
        print(f"{kind:<12}an open page is told in {figures.live[-1].median_ms:.0f} ms")
        _run_crowd(figures, kind)
        figures.search.append(run_search(kind))
        print(f"{kind:<12}{figures.search[-1].tips:,} tips searched in {figures.search[-1].later_seconds:.1f} s")
        for pair in run_equal_time(kind):
            figures.equal_time.append(pair)
            print(f"{kind:<12}{pair.first} or {pair.second}: guessed right in {pair.odds.guessed:.3f} of pairs")
    figures.gazetteer.update(time_both_sizes())
    write_report(figures, DOCUMENTS)
    print(f"Tables and picture: {DOCUMENTS / 'measurements.md'}")


def quick() -> None:
    """Measure memory, tips and texts with one process and two, and two hundred open pages."""
    figures = Figures([], [], [], [], [], [], {}, {}, time_long_call(), [])
    for kind in DATABASES:
        _run_acceptance(figures, kind, ("web", "text"), _QUICK)
        _run_crowd(figures, kind)


def _run_acceptance(figures: Figures, kind: str, channels: tuple[str, ...], plan: Plan) -> None:
    figures.memory.append(run_memory(kind))
    memory = figures.memory[-1]
    print(f"{kind:<12}a web process takes {memory.at_start:.0f} MB, after tips and texts {memory.after_texts:.0f} MB")
    for channel in channels:
        for processes in PROCESSES:
            for line in run_acceptance(kind, channel, processes, plan):
                figures.acceptance.append(line)
                print(
                    f"{kind:<12}{channel:<10}{processes} processes {line.senders:>3} senders {line.per_second:7.1f}/s, "
                    f"{line.ratio:.2f} of the floor, slowest {line.slowest_ms:.0f} ms",
                    flush=True,
                )


def _run_crowd(figures: Figures, kind: str) -> None:
    figures.crowd.append(run_crowd(kind))
    print(f"{kind:<12}two hundred open pages are told in {figures.crowd[-1].median_ms:.0f} ms", flush=True)


if __name__ == "__main__":
    quick() if "--quick" in sys.argv[1:] else main()
