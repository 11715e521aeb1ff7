"""What a reward is collected with: a code and a second number, which may travel apart.

Together they hold seventy random bits. The row is found by a digest under the pepper, so that a thief of the database
alone can neither make nor try one.
"""

import json
import secrets
from dataclasses import dataclass, field

from crypto.codes import digest
from crypto.contexts import Label, bind
from crypto.keys import Key, Seed
from crypto.locking import lock, unlock
from crypto.receipts import ALPHABET

_CODE_LENGTH, _NUMBER_LENGTH = 10, 6
_FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})


@dataclass(frozen=True, slots=True)
class Claim:
    """The two halves, as they are shown to the resident and typed by the cashier."""

    code: str = field(repr=False)
    number: str = field(repr=False)

    @classmethod
    def mint(cls) -> "Claim":
        """Return a new one."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
        return cls(code, f"{secrets.randbelow(10**_NUMBER_LENGTH):0{_NUMBER_LENGTH}}")

    @classmethod
    def parse(cls, code: str, number: str) -> "Claim":
        """Read what was typed: any case, blanks and hyphens anywhere. What is no claim is found nowhere."""
        return cls(code.upper().translate(_FORGIVEN), number.translate(_FORGIVEN))

    @property
    def spaced_code(self) -> str:
        """The code as people read it."""
        return f"{self.code[:5]}-{self.code[5:]}"

    def digest(self, pepper: Key) -> bytes:
        """Return by what the reward is found."""
        return digest(f"{self.code}|{self.number}".encode(), key=pepper, context=bind(Label.CLAIM_DIGEST))

    def lock(self, seed: Seed, *, tip_id: str, thanks_id: str) -> bytes:
        """Lock it for the holder of the receipt."""
        context = bind(Label.CLAIM, tip_id, thanks_id)
        return lock(json.dumps([self.code, self.number]).encode(), key=seed.as_key(), context=context)

    @classmethod
    def unlock(cls, locked: bytes, seed: Seed, *, tip_id: str, thanks_id: str) -> "Claim":
        """Open it. Raises crypto.errors.Unopenable."""
        return cls(*json.loads(unlock(locked, key=seed.as_key(), context=bind(Label.CLAIM, tip_id, thanks_id))))
