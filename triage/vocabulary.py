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
    """Who wrote a message. It is part of the key that locks it, so nobody can turn one into another."""

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


class JournalEvent(StrEnum):
    """What the journal records."""

    TIP_ACCEPTED = "tip_accepted"
    TIP_READ = "tip_read"
    TIP_ACKNOWLEDGED = "tip_acknowledged"
    TIP_MOVED = "tip_moved"
    TIP_DAMAGED = "tip_damaged"
    TIP_ESCALATED = "tip_escalated"
    """Nobody had acknowledged it, and whoever is next was told; the remark is which time."""
    TIP_HANDED_OVER = "tip_handed_over"
    TIP_RELEASED = "tip_released"
    TIP_TRANSFERRED = "tip_transferred"
    TIP_SHARED = "tip_shared"
    TIP_ASSIGNED = "tip_assigned"
    TIP_REFERRED = "tip_referred"
    TIP_EXTENDED = "tip_extended"
    TIP_COUNTED = "tip_counted"
    TIP_MARKED = "tip_marked"
    """The resident said afterwards that it is about police or officials."""
    OFFICER_BARRED = "officer_barred"
    OFFICER_UNBARRED = "officer_unbarred"
    TIPS_LINKED = "tips_linked"
    TIPS_UNLINKED = "tips_unlinked"
    TIP_PLACED = "tip_placed"
    """The sender said where it was, and the tip went there."""
    MESSAGE_ADDED = "message_added"
    FILES_ADDED = "files_added"
    """The remark is how many."""
    FILE_READ = "file_read"
    """An officer opened a file; the remark is its id."""
    ANSWERED = "answered"
    NOTED = "noted"
    TRANSCRIPT_CORRECTED = "transcript_corrected"
    CALL_ENTERED = "call_entered"
    BOX_ASSIGNED = "box_assigned"
    BOX_OPENED = "box_opened"
    LETTER_ENTERED = "letter_entered"
    RECORDING_CLAIMED = "recording_claimed"
    RECORDING_PLAYED = "recording_played"
    CONTACT_DELETED = "contact_deleted"
    THREAD_ENDED = "thread_ended"
    TIP_WITHDRAWN = "tip_withdrawn"
    """The resident asked to stop."""
    REPLIES_STOPPED = "replies_stopped"
    SENDER_BLOCKED = "sender_blocked"
    SENDER_UNBLOCKED = "sender_unblocked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    ACCESS_REFUSED = "access_refused"
    """Somebody signed in asked for what is not theirs; the remark is which page, and never which tip."""
    INVITED = "invited"
    INVITATION_ACCEPTED = "invitation_accepted"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_RENEWED = "account_renewed"
    """Its holder had lost the passphrase: another key, and what it held waits for the digits to be compared."""
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105, an event
    SESSIONS_ENDED = "sessions_ended"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    POST_CREATED = "post_created"
    POST_GIVEN = "post_given"
    THANKS_PROPOSED = "thanks_proposed"
    THANKS_APPROVED = "thanks_approved"
    THANKS_REFUSED = "thanks_refused"
    REWARD_PAID = "reward_paid"
    """The remark is the reward's id; of the tip nothing is said."""
    WARNING_WRITTEN = "warning_written"
    WARNING_PUBLISHED = "warning_published"
    WARNING_TAKEN_BACK = "warning_taken_back"
    CONTACTS_CHANGED = "contacts_changed"
    """Who is sent warnings: added, deleted, or asked for no more; the remark is which, and by what it was reached."""
    NUMBER_PUBLISHED = "number_published"
    """A post's telephone number was published, changed or taken back."""
    POST_KEY_REJECTED = "post_key_rejected"
    DEPUTY_NAMED = "deputy_named"
    DEPUTY_ENDED = "deputy_ended"
    DUTY_CHANGED = "duty_changed"
    """Somebody's hours, leave or shifts; the remark is which."""
    DESK_HANDED_OVER = "desk_handed_over"
    SEARCHED = "searched"
    """An officer looked for words among the tips that the officer may open; the remark is how many were opened."""
    ALERTS_CHANGED = "alerts_changed"
    DISCLOSURE_ASKED = "disclosure_asked"
    DISCLOSURE_APPROVED = "disclosure_approved"
    """The remark is whose key signed: the custodian's fingerprint, cut short."""
    DISCLOSURE_REFUSED = "disclosure_refused"
    DISCLOSURE_READY = "disclosure_ready"
    """As many custodians have approved as it takes."""
    DISCLOSURE_FETCHED = "disclosure_fetched"
    TIP_HELD = "tip_held"
    """Its destruction waits; the reason stands in a note."""
    HOLD_LIFTED = "hold_lifted"
    IDENTITY_EXPIRED = "identity_expired"
    CONTENT_EXPIRED = "content_expired"
    KEYS_DESTROYED = "keys_destroyed"
    """The remark is the month whose key is gone."""
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    """From a backup: what came after it is not here, and the journal was longer before."""
    TIP_SEED_REPLACED = "tip_seed_replaced"
    """Somebody who could open it has left: what follows is written under a seed that the leaver never had."""
    AREA_CHANGED = "area_changed"
    """Added, named, closed or opened again."""
    RECOVERY_KEPT = "recovery_kept"
    """The custodians have new shares of a top post's key."""
    RECOVERY_ASKED = "recovery_asked"
    RECOVERY_APPROVED = "recovery_approved"
    RECOVERY_REFUSED = "recovery_refused"
    RECOVERY_READY = "recovery_ready"
    RECOVERY_TAKEN = "recovery_taken"
    POST_KEY_RENEWED = "post_key_renewed"
    """Somebody who knew the last version has left."""
    PARTNER_CONFIRMED = "partner_confirmed"
