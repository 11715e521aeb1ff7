"""What the server tells a custodian's tool. Ciphertext and times; what it means only the custodian's key shows."""

from datetime import datetime

from pydantic import Base64Bytes, BaseModel, ConfigDict

from triage.custody.requests.requests import RequestKind
from triage.ground.vocabulary import DisclosureState, Verdict


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True)


class KnownCustodian(_Message):
    """One of the custodians whom the server's settings name."""

    fingerprint: str
    name: str
    body: str
    public_key: Base64Bytes


class DecisionMade(_Message):
    """What one custodian said; the reason of a refusal is sealed to each reader."""

    custodian: str
    verdict: Verdict
    decided_at: datetime
    reason: Base64Bytes | None


class RequestShown(_Message):
    """A request. Without ``grounds`` it is not this custodian's to decide."""

    kind: RequestKind
    id: str
    subject: str
    """The tip, or the post."""
    about: str
    """Which post, in words; nothing of a tip."""
    asker: str
    asker_key: Base64Bytes
    """The asker's own, to which the reason of a refusal is sealed too."""
    asked_at: datetime
    open_at: datetime
    expires_at: datetime
    state: DisclosureState
    public_key: Base64Bytes
    needed: int
    transcript: Base64Bytes = b""
    """All that custodians compare."""
    signature: Base64Bytes = b""
    """The asker's own, over the transcript."""
    voucher: bytes = b""
    """What vouches for the asker's key, as JSON; empty where no post does."""
    grounds: Base64Bytes | None
    shares: dict[str, Base64Bytes]
    """Of identities, or of a post's keys."""
    file_shares: dict[str, Base64Bytes]
    decisions: list[DecisionMade]


class Inbox(_Message):
    """All that a custodian sees."""

    custodians: list[KnownCustodian]
    needed: int
    head_number: int
    head: str
    """The newest head of the journal: the tool keeps it."""
    requests: list[RequestShown]


class DecisionSent(_Message):
    """A custodian's decision: the bytes that were signed, and the signature."""

    statement: Base64Bytes
    signature: Base64Bytes
