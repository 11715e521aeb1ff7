"""Eight digits that two people compare aloud, to know that both look at the same public key.

Eight digits are 26 bits: whoever could try keys fast would find one with the same digits. So each try costs an
Argon2id of 64 MiB, and a search for a twin costs years of machine time where the true key lives for days as
*unconfirmed*.
"""

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.keys import PublicKey
from crypto.passphrases import RECOMMENDED_COST, PassphraseCost

_DIGITS = 8
_SALT = b"homthu/1/digits!"


def comparison_digits(public_key: PublicKey, *, cost: PassphraseCost = RECOMMENDED_COST) -> str:
    """Return the digits of ``public_key`` as ``1234 5678``."""
    stretched = Argon2id(
        salt=_SALT,
        length=16,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(public_key.raw)
    digits = f"{int.from_bytes(stretched, 'big') % 10**_DIGITS:0{_DIGITS}}"
    return f"{digits[:4]} {digits[4:]}"
