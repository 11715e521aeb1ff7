"""Every way in which triage refuses.

TriageError
├── TipUnavailable       no such tip for this officer: unknown, another post's, or not visible yet, all alike
├── TipChanged           another officer acted on the tip since the page was made
├── TipDamaged           the stored tip does not open as it should: a row was moved or altered
├── MoveRefused          this move is not open from this status, or not to this officer
├── AnswerTooLong        the answer would take more segments than a text may
├── ThreadUnknown        no thread for this receipt
├── ThreadEnded          the resident has ended the thread
├── FilesFull            the tip has as many files as one may have
├── FilesExhausted       no more files fit today: the box's or the installation's budget, or the disk
├── WordsExhausted       the thread has taken as many words as it takes in a day
├── HandleEnded          the address of a resident's page leads nowhere any more
├── KeyDestroyed         the month's key is gone, and with it the content
├── WorkerKeyMissing     the worker has made no key for this month yet
├── ThreadBusy           two texts of one number came at once, again and again
├── PostKeyRejected      a post's key is not signed by the post above
├── NoTrustedPost        not even the duty desk has a key that can be trusted
├── RewardUnknown        no reward is to be paid for this code and number: none, paid already, or lapsed, all alike
├── SignInRefused        name or passphrase is wrong, or the account is closed
├── SecondFactorRefused  the code is wrong or was used, or the passkey's answer is not its own
├── SessionEnded         the session is unknown, expired or ended
│   └── RowForged        a row that authority is read from was not stored by this service as it stands
├── InvitationInvalid    the link was used, has expired, or never was
├── PassphraseWeak       the passphrase chosen is too short, or easy to guess
├── UsernameTaken        another account has this name
├── CustodyRefused    a request or a decision about an identity does not fit; ``why`` is a word for who made it
├── OfficerUnknown       no open account has this name
├── ClusterUnknown       no cluster has this name
└── DigitsDiffer         the digits that the chief typed are not those of the officer's key
"""


class TriageError(Exception):
    """The base of all errors of this package."""


class TipUnavailable(TriageError):
    """The officer has no such tip."""


class TipChanged(TriageError):
    """The tip has changed since the page was made."""


class TipDamaged(TriageError):
    """What is stored does not open as it should."""


class MoveRefused(TriageError):
    """The move is not open here, or not to this officer."""


class AnswerTooLong(TriageError):
    """The answer is too long to go out by SMS."""


class ThreadUnknown(TriageError):
    """No thread is known by this receipt."""


class ThreadEnded(TriageError):
    """The resident has ended the thread."""


class FilesFull(TriageError):
    """The tip has as many files as one may have."""


class FilesExhausted(TriageError):
    """Files of this box, or of the installation, have used up what they may use in a day."""


class WordsExhausted(TriageError):
    """The thread has taken as many words as it takes in a day."""


class HandleEnded(TriageError):
    """The address leads nowhere: it has had its time, was ended, or never was."""


class KeyDestroyed(TriageError):
    """The key of that month no longer exists."""


class WorkerKeyMissing(TriageError):
    """The worker has made no key for this month yet, so nothing can be sealed to it."""


class ThreadBusy(TriageError):
    """Several texts of one number came in the same instant, and this one found no turn."""


class PostKeyRejected(TriageError):
    """A post's key is not what the post above signed."""


class NoTrustedPost(TriageError):
    """No post with a trusted key is left to take a tip."""


class RewardUnknown(TriageError):
    """No reward is to be paid for this code and number."""


class SignInRefused(TriageError):
    """Name or passphrase is wrong, or the account is closed; which, is not said.

    ``officer_id`` is whose account was tried, for the journal alone; None where there is none of that name.
    """

    def __init__(self, officer_id: str | None = None, *, is_forged: bool = False) -> None:
        super().__init__("the sign-in was refused")
        self.officer_id = officer_id
        self.is_forged = is_forged


class SecondFactorRefused(TriageError):
    """The code is wrong or was used before, or the passkey's answer is not its own."""


class SessionEnded(TriageError):
    """The session is unknown, expired or ended."""


class RowForged(SessionEnded):
    """A row that authority is read from was written or changed by hand: it gives none."""

    def __init__(self, table: str, officer_id: str | None = None) -> None:
        super().__init__()
        self.table = table
        self.officer_id = officer_id


class InvitationInvalid(TriageError):
    """The invitation was used, has expired, or never was."""


class PassphraseWeak(TriageError):
    """The passphrase is too short, or easy to guess; ``why`` is a word for the page."""

    def __init__(self, why: str = "short") -> None:
        super().__init__(why)
        self.why = why


class UsernameTaken(TriageError):
    """The name belongs to another account."""


class CustodyRefused(TriageError):
    """A request, or a custodian's decision, does not fit; ``why`` is a word for its author."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OfficerUnknown(TriageError):
    """No open account has this user name."""


class ClusterUnknown(TriageError):
    """No cluster has this name."""


class DigitsDiffer(TriageError):
    """The digits typed are not those of the officer's key."""
