"""Letters of other alphabets that are read as Latin ones. ``data/README.md`` tells the source."""

import csv
from collections.abc import Mapping
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "lookalikes.csv"


def _read() -> Mapping[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {alike: row["letter"] for row in csv.DictReader(file) for alike in row["lookalikes"]}


LOOKALIKES = _read()
"""The letter that each is read as."""
