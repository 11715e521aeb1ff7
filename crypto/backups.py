"""A seed on paper: SLIP-39 words, which the library's own command reads as well.

One paper that opens everything belongs into a sealed envelope in a safe. Several, of which some are needed, can be
given to people who would have to come together; fewer tell nothing (Shamir, "How to share a secret", 1979).
"""

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics

from crypto.errors import KeyMalformed, SharesRejected
from crypto.keys import Seed

_NO_PASSPHRASE = b""
MOST_PAPERS = 16


def to_words(seed: Seed, *, needed: int = 1, of: int = 1) -> list[str]:
    """Return ``of`` lists of thirty-three words, any ``needed`` of which give the seed again.

    Raises ValueError unless that is one of one, or 2 <= needed <= of <= 16.
    """
    if (needed, of) != (1, 1) and not 2 <= needed <= of <= MOST_PAPERS:  # noqa: PLR2004, the bounds are SLIP-39's own
        message = "papers must be one of one, or at least 2 of n, and n at most 16"
        raise ValueError(message)
    (papers,) = generate_mnemonics(1, [(needed, of)], seed.reveal(), passphrase=_NO_PASSPHRASE)
    return [str(words) for words in papers]


def count_needed(words: str) -> int:
    """Return how many papers of the set it takes. Raises SharesRejected for what is none, a mistyped word among it."""
    try:
        return int(Share.from_mnemonic(_tidy(words)).member_threshold)
    except (MnemonicError, ValueError):
        # Without its cause: the library's messages repeat words.
        raise SharesRejected from None


def from_words(papers: Sequence[str]) -> Seed:
    """Return the seed that was written down. Raises SharesRejected for anything else, and for papers of two sets."""
    try:
        return Seed(combine_mnemonics([_tidy(words) for words in papers], passphrase=_NO_PASSPHRASE))
    except (MnemonicError, KeyMalformed, ValueError):
        raise SharesRejected from None


def _tidy(words: str) -> str:
    return " ".join(words.lower().split())
