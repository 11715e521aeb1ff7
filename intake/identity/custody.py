"""Who keeps the keys to identities: the custodians, and how many of them it takes."""

from dataclasses import dataclass

from crypto.keys import PublicKey
from intake.ground.errors import CustodyUnsafe

_FEWEST = 2


IDENTITY_BYTES = 2048
"""One size for every identity, from none to the longest contact (500 characters of up to four bytes)."""


@dataclass(frozen=True, slots=True)
class Custodian:
    """A custodian, who keeps one share of each identity, on a machine of their own."""

    name: str
    body: str
    """The organisation that the custodian belongs to."""
    is_police: bool
    public_key: PublicKey


@dataclass(frozen=True, slots=True)
class Custody:
    """The custodians together; ``needed`` of them can disclose one identity, fewer can disclose nothing."""

    custodians: tuple[Custodian, ...]
    needed: int

    def __post_init__(self) -> None:
        """Raise CustodyUnsafe where one body, or the police alone, could reach an identity."""
        if not _FEWEST <= self.needed <= len(self.custodians):
            raise CustodyUnsafe("at least two custodians are needed, and no more than there are")
        if len({custodian.body for custodian in self.custodians}) != len(self.custodians):
            raise CustodyUnsafe("two custodians come from one body")
        if len({custodian.public_key for custodian in self.custodians}) != len(self.custodians):
            raise CustodyUnsafe("two custodians have one key")
        if all(custodian.is_police for custodian in self.custodians):
            raise CustodyUnsafe("no custodian comes from outside the police")
