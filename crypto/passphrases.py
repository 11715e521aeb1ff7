"""A seed locked under a passphrase: Argon2id (RFC 9106), then HKDF with the pepper, then a lock.

The pepper lies in the key directory, not in the database: a thief of the database alone cannot even try
passphrases. Cost parameters stand in the envelope, so that they can be raised without a migration.
"""

import secrets
import struct
import unicodedata

from crypto.contexts import Context
from crypto.derivation import KEY_BYTES, derive
from crypto.envelopes import Kind, unwrap, wrap
from crypto.errors import Unopenable
from crypto.keys import Key, Seed
from crypto.locking import lock_seed, unlock_seed
from crypto.stretching import RECOMMENDED_COST, PassphraseCost, stretch

_SALT_BYTES = 16
LONGEST_PASSPHRASE = 1000
"""In characters."""
_PARAMETERS = struct.Struct(">IHB")


# An envelope from a tampered database must not be able to ask for all the machine's memory.
_HIGHEST_COST = PassphraseCost(memory_kib=262144, iterations=8, lanes=8)


def lock_under_passphrase(
    seed: Seed, *, passphrase: str, pepper: Key, context: Context, cost: PassphraseCost = RECOMMENDED_COST
) -> bytes:
    """Return ``seed`` locked so that it takes both the passphrase and the pepper to unlock it.

    Raises ValueError for a cost that unlocking would refuse.
    """
    if not _is_bearable(cost):
        message = "this cost is out of bounds"
        raise ValueError(message)
    salt = secrets.token_bytes(_SALT_BYTES)
    key = _stretch(passphrase, salt, pepper, context, cost)
    parameters = _PARAMETERS.pack(cost.memory_kib, cost.iterations, cost.lanes)
    return wrap(Kind.PASSPHRASE_LOCKED, parameters + salt + lock_seed(seed, key=key, context=context))


def unlock_with_passphrase(locked: bytes, *, passphrase: str, pepper: Key, context: Context) -> Seed:
    """Return the seed. Raises Unopenable where passphrase, pepper or context is another, or the envelope altered."""
    payload = unwrap(Kind.PASSPHRASE_LOCKED, locked)
    cost = _read_cost(payload)
    salt = payload[_PARAMETERS.size : _PARAMETERS.size + _SALT_BYTES]
    key = _stretch(passphrase, salt, pepper, context, cost)
    return unlock_seed(payload[_PARAMETERS.size + _SALT_BYTES :], key=key, context=context)


def has_cost(locked: bytes, cost: PassphraseCost) -> bool:
    """Whether a guess at the passphrase costs just this. Raises Unopenable for what is no such envelope."""
    return _read_cost(unwrap(Kind.PASSPHRASE_LOCKED, locked)) == cost


def _read_cost(payload: bytes) -> PassphraseCost:
    if len(payload) < _PARAMETERS.size + _SALT_BYTES:
        raise Unopenable
    cost = PassphraseCost(*_PARAMETERS.unpack_from(payload))
    if not _is_bearable(cost):
        raise Unopenable
    return cost


def _is_bearable(cost: PassphraseCost) -> bool:
    return (
        8 * cost.lanes <= cost.memory_kib <= _HIGHEST_COST.memory_kib
        and 1 <= cost.iterations <= _HIGHEST_COST.iterations
        and 1 <= cost.lanes <= _HIGHEST_COST.lanes
    )


def _stretch(passphrase: str, salt: bytes, pepper: Key, context: Context, cost: PassphraseCost) -> Key:
    # One passphrase typed on two keyboards can arrive composed or decomposed; NFKC makes them one (RFC 8265).
    if len(passphrase) > LONGEST_PASSPHRASE:
        # Putting a hundred thousand marks in order would take seconds: refused like a wrong one.
        raise Unopenable
    typed = unicodedata.normalize("NFKC", passphrase).encode(errors="surrogatepass")
    stretched = stretch(typed, salt=salt, length=KEY_BYTES, cost=cost)
    return Key(derive(stretched + pepper.reveal(), context))
