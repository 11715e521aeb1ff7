"""Every way in which intake refuses.

IntakeError
├── AreaUnknown       no area has this id, or no box this code
├── AreaFileBroken    a file of areas contradicts itself
├── AreaUnfit         an area cannot be changed like that
├── CallRejected      a webhook is not what the partner signed, or too old, or from elsewhere
├── CallUnreadable    an authentic webhook that does not fit: it is kept, not read
├── PhotoRefused      a file that is no photo, or too large
└── CustodyUnsafe     the custodians named in the settings may not hold identities together
"""


class IntakeError(Exception):
    """The base of all errors of this package."""


class AreaUnknown(IntakeError):
    """No area or box is known by what was given."""


class AreaFileBroken(IntakeError):
    """A file of areas has a row that names no kind, or a parent that does not exist."""


class AreaUnfit(IntakeError):
    """An area cannot be added or changed like that; the message says why, in words for an administrator."""


class CustodyUnsafe(IntakeError):
    """Two custodians come from one body, none from outside the police, or the threshold makes no sense."""


class CallRejected(IntakeError):
    """The partner did not sign this call, or not now; which, is not said."""


class CallUnreadable(IntakeError):
    """The call is authentic, and not of a shape that the adapter knows.

    ``fault`` says where it does not fit, and never repeats what stood there.
    """

    def __init__(self, fault: str) -> None:
        super().__init__("the call does not fit")
        self.fault = fault


class PhotoRefused(IntakeError):
    """The file is no photo, or too large; ``why`` is ``no_photo`` or ``too_large``."""

    def __init__(self, why: str) -> None:
        super().__init__("the file is refused")
        self.why = why
