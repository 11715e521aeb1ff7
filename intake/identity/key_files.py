"""A custodian's key file: the seed under a passphrase, made and kept off the server."""

import json

from pydantic import BaseModel

from crypto.contexts import Label, bind
from crypto.keys import Key, PublicKey, Seed
from crypto.passphrases import lock_under_passphrase, unlock_with_passphrase
from crypto.stretching import RECOMMENDED_COST, PassphraseCost

# There is no server beside a custodian's laptop, so there is no pepper: the passphrase carries it alone.
_NO_PEPPER = Key(bytes(32))


class CustodianKeyFile(BaseModel):
    """What the file holds. The public half is what the server's settings take."""

    format: str = "homthu-custodian-1"
    name: str
    body: str
    is_police: bool
    public_key: str
    """Hexadecimal."""
    seed_locked: str
    """Hexadecimal."""


def write_key_file(
    seed: Seed, *, name: str, body: str, is_police: bool, passphrase: str, cost: PassphraseCost = RECOMMENDED_COST
) -> str:
    """Return the text of a key file."""
    public_key = seed.public_key
    locked = lock_under_passphrase(
        seed,
        passphrase=passphrase,
        pepper=_NO_PEPPER,
        context=bind(Label.CUSTODIAN_SEED, public_key.fingerprint),
        cost=cost,
    )
    file = CustodianKeyFile(
        name=name, body=body, is_police=is_police, public_key=public_key.raw.hex(), seed_locked=locked.hex()
    )
    return json.dumps(file.model_dump(), ensure_ascii=False, indent=2) + "\n"


def read_key_file(text: str, *, passphrase: str) -> Seed:
    """Return the seed in a key file. Raises crypto.errors.Unopenable, or pydantic.ValidationError for another file."""
    file = CustodianKeyFile.model_validate_json(text)
    fingerprint = PublicKey(bytes.fromhex(file.public_key)).fingerprint
    return unlock_with_passphrase(
        bytes.fromhex(file.seed_locked),
        passphrase=passphrase,
        pepper=_NO_PEPPER,
        context=bind(Label.CUSTODIAN_SEED, fingerprint),
    )


class OffLineKeyFile(BaseModel):
    """Another key that is made and kept off the server: for one request to open an identity, or for backups."""

    format: str = "homthu-key-1"
    use: str
    public_key: str
    """Hexadecimal."""
    seed_locked: str
    """Hexadecimal."""


def write_off_line_key(seed: Seed, use: Label, *, passphrase: str, cost: PassphraseCost = RECOMMENDED_COST) -> str:
    """Return the text of a key file. It opens for this use only."""
    context = bind(use, seed.public_key.fingerprint)
    locked = lock_under_passphrase(seed, passphrase=passphrase, pepper=_NO_PEPPER, context=context, cost=cost)
    file = OffLineKeyFile(use=use, public_key=seed.public_key.raw.hex(), seed_locked=locked.hex())
    return json.dumps(file.model_dump(), indent=2) + "\n"


def read_off_line_key(text: str, use: Label, *, passphrase: str) -> Seed:
    """Return the seed. Raises crypto.errors.Unopenable, or pydantic.ValidationError for another file."""
    file = OffLineKeyFile.model_validate_json(text)
    context = bind(use, PublicKey(bytes.fromhex(file.public_key)).fingerprint)
    locked = bytes.fromhex(file.seed_locked)
    return unlock_with_passphrase(locked, passphrase=passphrase, pepper=_NO_PEPPER, context=context)
