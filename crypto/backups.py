"""A seed on paper: SLIP-39 words, which the library's own command reads as well.

One share of one: whoever has the paper has the key, so it belongs into a sealed envelope in a safe.
"""

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from crypto.errors import KeyMalformed, SharesRejected
from crypto.keys import Seed

_NO_PASSPHRASE = b""


def to_words(seed: Seed) -> str:
    """Return thirty-three words."""
    ((words,),) = generate_mnemonics(1, [(1, 1)], seed.reveal(), passphrase=_NO_PASSPHRASE)
    return str(words)


def from_words(words: str) -> Seed:
    """Return the seed that was written down. Raises SharesRejected for anything else, a mistyped word among them."""
    try:
        return Seed(combine_mnemonics([" ".join(words.lower().split())], passphrase=_NO_PASSPHRASE))
    except (MnemonicError, KeyMalformed, ValueError):
        # Without its cause: the library's messages repeat words.
        raise SharesRejected from None
