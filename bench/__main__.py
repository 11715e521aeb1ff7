"""``python -m bench``: every figure of the service, those of speed against a floor of the same run."""

from pathlib import Path

from bench.acceptance import run_acceptance
from bench.calls import time_long_call
from bench.equal_time import run_equal_time
from bench.gazetteer import time_both_sizes
from bench.live import run_crowd, run_live, weigh_pages
from bench.queue import run_queue
from bench.report import Figures, write_report
from bench.search import run_search

DATABASES = ("sqlite", "postgresql")
DOCUMENTS = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Measure, say what is going on, and write the report."""
    figures = Figures([], [], [], [], [], weigh_pages(), {}, time_long_call(), [])
    for kind in DATABASES:
        for channel in ("web", "text", "call"):
            for line in run_acceptance(kind, channel):
                figures.acceptance.append(line)
                print(
                    f"{kind:<12}{channel:<6}{line.senders:>3} senders {line.per_second:7.1f}/s, "
                    f"{line.ratio:.2f} of the floor"
                )
        for size in run_queue(kind):
            figures.queue.append(size)
            print(f"{kind:<12}{size.tips:>8,} tips: the queue's page in {size.median_ms:.1f} ms")
        figures.live.append(run_live(kind))
        print(f"{kind:<12}an open page is told in {figures.live[-1].median_ms:.0f} ms")
        figures.crowd.append(run_crowd(kind))
        print(f"{kind:<12}two hundred open pages are told in {figures.crowd[-1].median_ms:.0f} ms")
        figures.search.append(run_search(kind))
        print(f"{kind:<12}{figures.search[-1].tips:,} tips searched in {figures.search[-1].later_seconds:.1f} s")
        for pair in run_equal_time(kind):
            figures.equal_time.append(pair)
            print(f"{kind:<12}{pair.first} or {pair.second}: guessed right in {pair.odds.guessed:.3f} of pairs")
    figures.gazetteer.update(time_both_sizes())
    write_report(figures, DOCUMENTS)
    print(f"Tables and picture: {DOCUMENTS / 'measurements.md'}")


if __name__ == "__main__":
    main()
