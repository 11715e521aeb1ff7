"""Eight digits that two people compare aloud, to know that both look at the same public key.

Eight digits are 26 bits: an attacker who could try keys fast would find one with the same digits. So each try costs an
Argon2id of 64 MiB, and a search for a twin costs years of machine time where the true key lives for days as
*unconfirmed*.
"""

from functools import lru_cache

from crypto.keys import PublicKey
from crypto.stretching import RECOMMENDED_COST, PassphraseCost, stretch

_DIGITS = 8
_SALT = b"homthu/1/digits!"


# Of public keys only, so there is nothing secret to keep in memory; a page that shows them is often loaded again.
@lru_cache(maxsize=4096)
def comparison_digits(public_key: PublicKey, *, cost: PassphraseCost = RECOMMENDED_COST) -> str:
    """Return the digits of ``public_key`` as ``1234 5678``."""
    stretched = stretch(public_key.raw, salt=_SALT, length=16, cost=cost)
    digits = f"{int.from_bytes(stretched, 'big') % 10**_DIGITS:0{_DIGITS}}"
    return f"{digits[:4]} {digits[4:]}"
