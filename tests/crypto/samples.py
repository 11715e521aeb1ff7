"""Fixed keys, contexts and texts of these tests. They are published here, so they must never guard anything."""

from typing import Final

from hypothesis import settings

from crypto.contexts import Label, bind
from crypto.keys import Key, Seed
from crypto.stretching import PassphraseCost

# The first seed of the test vectors of draft-connolly-cfrg-xwing-kem.
SEED: Final = Seed(bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"))
OTHER_SEED: Final = Seed(bytes(range(32)))
KEY: Final = Key(bytes(range(32)))
OTHER_KEY: Final = Key(bytes(range(32, 64)))

CONTEXT: Final = bind(Label.TIP_MESSAGE, "tip-1", "author-1")
FOREIGN_CONTEXTS: Final = {
    "wrong context": bind(Label.TIP_REASON, "tip-1", "author-1"),
    "row moved to another tip": bind(Label.TIP_MESSAGE, "tip-2", "author-1"),
    "row given to another author": bind(Label.TIP_MESSAGE, "tip-1", "author-2"),
    "ids in the other order": bind(Label.TIP_MESSAGE, "author-1", "tip-1"),
    "an id left out": bind(Label.TIP_MESSAGE, "tip-1"),
    "an id added": bind(Label.TIP_MESSAGE, "tip-1", "author-1", "author-2"),
}

TEXT: Final = "Đêm qua ba xe tải đổ đất xuống ruộng sau chùa."
CHEAP: Final = PassphraseCost(memory_kib=8, iterations=1, lanes=1)

# The same examples on every machine, and no example is timed.
PROPERTY: Final = settings(derandomize=True, deadline=None, database=None)
