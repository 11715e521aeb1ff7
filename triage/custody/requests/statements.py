"""What a custodian signs: which request, which key, yes or no, and the shares or the reason, all sealed."""

from typing import Annotated

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from triage.custody.requests.requests import RequestKind
from triage.ground.vocabulary import Verdict

_LONGEST_ID = 64
_Id = Annotated[str, Field(min_length=1, max_length=_LONGEST_ID, pattern=r"^[0-9a-f]+$")]


class Statement(BaseModel):
    """A decision. The custodian's signature is over its bytes as they were sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: RequestKind
    request: _Id
    subject: _Id
    """The tip, or the post."""
    custodian: _Id
    """The fingerprint of the custodian's key."""
    key: _Id
    """The fingerprint of the key for which the shares are sealed."""
    transcript: Annotated[str, Field(max_length=_LONGEST_ID, pattern=r"^[0-9a-f]*$")] = ""
    """SHA-256 of what the custodian compared; empty for a kind that has none."""
    verdict: Verdict
    shares: dict[_Id, Base64Bytes] = Field(default_factory=dict, max_length=1000)
    """This custodian's share of each identity and file of the tip, or of each key of the post, sealed to that key."""
    reasons: dict[_Id, Base64Bytes] = Field(default_factory=dict, max_length=20)
    """For each reader, custodians and asker: why it was refused."""
