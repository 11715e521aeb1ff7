"""Argon2id (RFC 9106), which makes each guess of a short secret expensive, at a cost that is stored beside the result.

New results always use one lane. ``cryptography`` 50 blocks for ever where two threads of a process derive with more
than one lane at once; results from before that was known are derived one at a time.
"""

import threading
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


@dataclass(frozen=True, slots=True)
class PassphraseCost:
    """What one guess costs: memory in KiB, passes over it, lanes."""

    memory_kib: int
    iterations: int
    lanes: int


# RFC 9106, section 4, asks for three passes over 64 MiB where memory is short, and leaves the lanes to us. One lane
# does the work of four one after the other; the fourth pass pays for what a guesser's machine saves by that.
RECOMMENDED_COST = PassphraseCost(memory_kib=65536, iterations=4, lanes=1)

_several_lanes = threading.Lock()


def stretch(secret: bytes, *, salt: bytes, length: int, cost: PassphraseCost) -> bytes:
    """Return ``length`` bytes derived from the secret, after the work that ``cost`` asks for."""
    derivation = Argon2id(
        salt=salt, length=length, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    )
    if cost.lanes == 1:
        return derivation.derive(secret)
    with _several_lanes:
        return derivation.derive(secret)
