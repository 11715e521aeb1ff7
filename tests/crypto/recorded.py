"""Envelopes sealed by another implementation and by ours, kept in ``vectors/interop.json``."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crypto.contexts import Context
from crypto.keys import Seed

_FILE = Path(__file__).parent / "vectors" / "interop.json"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One envelope, and what it holds."""

    name: str
    context: Context
    content: bytes
    sealed: bytes


def _read(row: dict[str, str], content: bytes) -> Recorded:
    return Recorded(
        name=f"{row['name']}, made by {row['made_by']}",
        context=Context(row["context"].encode()),
        content=content,
        sealed=bytes.fromhex(row["sealed"]),
    )


_all: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))

RECORDED_SEED: Final = Seed(bytes.fromhex(_all["seed"]))
RECORDED_SEALING_KEY: Final = bytes.fromhex(_all["public_key"])
SEALED_TEXTS: Final = [_read(row, row["plaintext"].encode()) for row in _all["sealed_texts"]]
SEALED_SEEDS: Final = [_read(row, bytes.fromhex(row["secret"])) for row in _all["sealed_seeds"]]
