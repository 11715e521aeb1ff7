"""``python -m bench``: every figure of the service against a floor of the same run."""

from bench.acceptance import run_acceptance

for kind in ("sqlite", "postgresql"):
    for line in run_acceptance(kind):
        print(
            f"{line.database:<12}{line.senders:>3} senders  {line.per_second:7.1f} tips/s  "
            f"floor {line.floor_per_second:7.1f}  ratio {line.ratio:5.2f}  "
            f"refused {line.refused}  slowest {line.slowest_ms:.0f} ms"
        )
