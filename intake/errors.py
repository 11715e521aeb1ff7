"""Every way in which intake refuses.

IntakeError
├── AreaUnknown       no area has this id, or no box this code
├── AreaFileBroken    a file of areas contradicts itself
└── CustodyUnsafe     the custodians named in the settings may not hold identities together
"""


class IntakeError(Exception):
    """The base of all errors of this package."""


class AreaUnknown(IntakeError):
    """No area or box is known by what was given."""


class AreaFileBroken(IntakeError):
    """A file of areas has a row that names no kind, or a parent that does not exist."""


class CustodyUnsafe(IntakeError):
    """Two custodians come from one body, none from outside the police, or the threshold makes no sense."""
