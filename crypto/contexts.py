"""Contexts: what an envelope, a signature or a derived key is *for*, so that it is good for nothing else.

A context names a label and the ids of the rows it belongs to: ``homthu/1/tip-access|<tip>|<post key>``. A row that
is moved to another tip, post or author then no longer opens, because its context has changed (RFC 9180, section 8.1,
on the ``info`` parameter).
"""

from enum import StrEnum
from typing import NewType

Context = NewType("Context", bytes)

_PREFIX = "homthu/1/"
_SEPARATOR = "|"


class Label(StrEnum):
    """Every purpose for which this service seals, locks, signs or derives. A label is never reused."""

    TIP_ACCESS = "tip-access"
    TIP_ACCESS_OUTER = "tip-access-outer"
    TIP_RECEIPT = "tip-receipt"
    TIP_RECEIPT_OUTER = "tip-receipt-outer"
    TIP_RECEIPT_KEY = "tip-receipt-key"
    TIP_RECEIPT_SEALED = "tip-receipt-sealed"
    HANDLE = "handle"
    TIP_MESSAGE = "tip-message"
    TIP_REASON = "tip-reason"
    TIP_ADDITION = "tip-addition"
    TIP_KEY = "tip-key"
    TIP_KEY_OUTER = "tip-key-outer"
    FORMER_SEED = "former-seed"
    POST_KEY = "post-key"
    POST_KEY_SUCCESSION = "post-key-succession"
    POST_KEY_SEED = "post-key-seed"
    HOLDING = "holding"
    OFFICER_SEED = "officer-seed"
    OFFICER_ENDORSEMENT = "officer-endorsement"
    SESSION = "session"
    KNOWN_BROWSER = "known-browser"
    INVITATION = "invitation"
    ROW_PROOF = "row-proof"
    IDENTITY = "identity"
    IDENTITY_SHARE = "identity-share"
    CUSTODIAN_SEED = "custodian-seed"
    NUMBER_DIGEST = "number-digest"
    PARTNER_MESSAGE_DIGEST = "partner-message-digest"
    REPLY_ADDRESS = "reply-address"
    OUTGOING_TEXT = "outgoing-text"
    QUARANTINE = "quarantine"
    TEXT_FILE = "text-file"
    PARTNER = "partner"
    CUSTODY_FILE = "custody-file"
    CUSTODY_FILE_SHARE = "custody-file-share"
    RECORDING = "recording"
    RECORDING_KEY = "recording-key"
    RECORDING_FOR_DESK = "recording-for-desk"
    CALL_DIGEST = "call-digest"
    CALL_DRAFT = "call-draft"
    TIP_DRAFT = "tip-draft"
    ALERT_ADDRESS = "alert-address"
    WARNING_CONTACT = "warning-contact"
    ATTACHMENT = "attachment"
    ATTACHMENT_KEY = "attachment-key"
    ATTACHMENT_ADDED = "attachment-added"
    ATTACHMENT_FACTS = "attachment-facts"
    ATTACHMENT_SMALL = "attachment-small"
    CLAIM = "claim"
    CLAIM_DIGEST = "claim-digest"
    SIGN_IN_STEP = "sign-in-step"
    SECOND_FACTOR = "second-factor"
    RECOVERY_CODE = "recovery-code"
    PASSKEY_CHALLENGE = "passkey-challenge"
    CUSTODY_REQUEST = "custody-request"
    APP_SECRET = "app-secret"  # noqa: S105, a label
    CUSTODIAN_CALL = "custodian-call"
    CUSTODIAN_DECISION = "custodian-decision"
    DISCLOSURE_KEY = "disclosure-key"
    DISCLOSURE_REASON = "disclosure-reason"
    DISCLOSURE_REFUSAL = "disclosure-refusal"
    BACKUP = "backup"
    BACKUP_KEY = "backup-key"
    BACKUP_SIGNATURE = "backup-signature"
    BACKUP_KEY_FILE = "backup-key-file"
    SHARE_OUTER = "share-outer"
    DISCLOSED_SHARE = "disclosed-share"
    POST_RECOVERY_SHARE = "post-recovery-share"
    RECOVERED_SHARE = "recovered-share"
    RECOVERY_REASON = "recovery-reason"


def bind(label: Label, *ids: str) -> Context:
    """Return the context of ``label`` for the rows named by ``ids``, in the order given.

    Raises ValueError where an id is empty or holds the separator: two different lists of ids must never give one
    context.
    """
    if any(not part or _SEPARATOR in part for part in ids):
        message = "an id in a context must be non-empty and free of the separator"
        raise ValueError(message)
    return Context(_SEPARATOR.join((_PREFIX + label, *ids)).encode())
