"""What a custodian signs: which request, which one-time key, yes or no, and the shares or the reason, all sealed."""

from typing import Annotated

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from triage.vocabulary import Verdict

_LONGEST_ID = 64
_Id = Annotated[str, Field(min_length=1, max_length=_LONGEST_ID, pattern=r"^[0-9a-f]+$")]


class Statement(BaseModel):
    """A decision. The custodian's signature is over its bytes as they were sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    disclosure: _Id
    tip: _Id
    custodian: _Id
    """The fingerprint of the custodian's key."""
    key: _Id
    """The fingerprint of the one-time key for which the shares are sealed."""
    verdict: Verdict
    shares: dict[_Id, Base64Bytes] = Field(default_factory=dict, max_length=1000)
    """For each identity and file of the tip: this custodian's share, sealed to the one-time key."""
    reasons: dict[_Id, Base64Bytes] = Field(default_factory=dict, max_length=20)
    """For each reader, custodians and the one-time key: why it was refused."""
