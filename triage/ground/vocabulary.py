"""The words of a tip's life, as stored."""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Where a tip is."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    VERIFYING = "verifying"
    FORWARDED = "forwarded"
    CLOSED = "closed"


class Priority(IntEnum):
    """How urgent a tip is; the lower number comes first."""

    LIFE_AT_RISK = 0
    URGENT = 1
    ROUTINE = 2
    BAY = 3
    """From a flood: taken, and shown after all others."""


class Disposition(StrEnum):
    """How a tip ended."""

    FOUNDED = "founded"
    UNFOUNDED = "unfounded"
    NOT_ENOUGH = "not_enough_to_verify"
    PRANK = "prank"
    MEDIATED = "settled_by_mediation"
    PASSED_ON = "passed_to_another_agency"
    TEST = "test"


class AuthorKind(StrEnum):
    """Who wrote a message. It is part of the key that locks it, so one cannot be turned into another."""

    RESIDENT = "resident"
    OFFICER = "officer"
    NOTE = "note"
    REFERRAL = "referral"
    """An officer's own summary for the mediation team, which never sees the tip."""
    CORRECTION = "correction"
    """An officer's better version of what a machine wrote down. The resident does not see it."""
    ADDITION = "addition"
    """Came from outside without a receipt, as a second text does: sealed to the tip, and not verified."""


class PostKind(StrEnum):
    """What a post answers for."""

    RESIDENTIAL = "residential"
    COMMUNE = "commune"
    DUTY_DESK = "duty_desk"
    INSPECTORATE = "inspectorate"


class OfficerRole(StrEnum):
    """What an account is for. An administrator holds no posts and reads no tips."""

    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    CASHIER = "cashier"
    """A civilian who pays rewards out: holds no posts, reads no tips, sees code, number and amount."""


class Verdict(StrEnum):
    """What a custodian says to a request."""

    APPROVE = "approve"
    REFUSE = "refuse"


class DisclosureState(StrEnum):
    """Where a request to open an identity is."""

    WAITING = "waiting"
    """The set time is not over: custodians can refuse, and not approve yet."""
    OPEN = "open"
    READY = "ready"
    """As many have approved as it takes."""
    REFUSED = "refused"
    """So many have refused that not enough are left."""
    EXPIRED = "expired"


class FactorKind(StrEnum):
    """What proves an officer's presence beside the passphrase."""

    APP = "app"
    """An app that shows one-time codes."""
    PASSKEY = "passkey"
