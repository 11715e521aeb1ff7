"""A key split k of n (Shamir, "How to share a secret", 1979), by the library of SLIP-39.

Fewer than k shares tell nothing about the key. The library says of itself that it is no hardened implementation: it
runs here on a key that lives for the milliseconds of one request, on a server that knows the secret anyway.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from itertools import combinations
from typing import TypeVar

from shamir_mnemonic import EncryptedMasterSecret, MnemonicError, Share, recover_ems, split_ems
from shamir_mnemonic.shamir import ShareGroup

from crypto.errors import KeyMalformed, SharesRejected, Unopenable
from crypto.keys import Key

Opened = TypeVar("Opened")

_IDENTIFIER_BITS = 15
# Thirty-three words of eight letters at most, parted by blanks: blanks fill a share up, so that all have one size.
SHARE_BYTES = 33 * 9


def split(key: Key, *, needed: int, of: int) -> list[bytes]:
    """Return ``of`` shares of ``key``, any ``needed`` of which join to it again.

    Raises ValueError unless 2 <= needed <= of <= 16: a single share that opens everything is no sharing.
    """
    if not 2 <= needed <= of <= 16:  # noqa: PLR2004, the bounds are SLIP-39's own
        message = "shares must be at least 2 of n, and n at most 16"
        raise ValueError(message)
    # The key is random and needs no passphrase of its own, so it takes the place of SLIP-39's encrypted secret.
    secret = EncryptedMasterSecret(
        identifier=secrets.randbits(_IDENTIFIER_BITS), extendable=True, iteration_exponent=0, ciphertext=key.reveal()
    )
    (group,) = split_ems(1, [(needed, of)], secret)
    return [share.mnemonic().encode().ljust(SHARE_BYTES) for share in group]


def join(shares: list[bytes]) -> Key:
    """Return the key. Takes just as many shares as are needed, of one set. Raises SharesRejected."""
    try:
        group = ShareGroup()
        for share in shares:
            group.add(Share.from_mnemonic(share.decode()))
        return Key(recover_ems({0: group}).ciphertext)
    except (MnemonicError, ValueError, StopIteration, KeyMalformed):
        # Without its cause: the library's messages repeat words of the share.
        raise SharesRejected from None


def join_enough(shares: list[bytes], use: Callable[[Key], Opened]) -> Opened:
    """Return what ``use`` makes of the key that as many of the shares as their set takes join to.

    How many that is stands in the set. One share that is none, or of another set, does not keep the others from
    joining. Raises SharesRejected where there are too few.
    """
    for count in range(2, len(shares) + 1):
        for some in combinations(shares, count):
            with suppress(SharesRejected, Unopenable):
                return use(join(list(some)))
    raise SharesRejected
