"""The file that an asker takes off the network: everything sealed that ``homthu disclosure open`` joins."""

from collections.abc import Mapping

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from crypto.keys import PublicKey
from intake.submission import CustodyKind
from triage.custody.disclosure.fetch import Bundle

# As many custodians as an installation may have, with room; joining tries the sets of them.
_MOST_APPROVALS = 12


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class BundledFile(_Part):
    """A voice or a handwriting, locked."""

    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    kind: CustodyKind
    media_type: str
    chunks: list[Base64Bytes]


class Approval(_Part):
    """What one custodian signed; the shares stand in the statement, sealed to the one-time key."""

    custodian: str
    public_key: Base64Bytes
    """The custodian's, whose fingerprint the transcript names."""
    statement: Base64Bytes
    signature: Base64Bytes


class BundleFile(_Part):
    """The whole file."""

    format: str = "homthu-disclosure-bundle-1"
    disclosure: str = Field(pattern=r"^[0-9a-f]{32}$")
    tip: str = Field(pattern=r"^[0-9a-f]{32}$")
    transcript: Base64Bytes = b""
    identities: dict[str, Base64Bytes]
    files: list[BundledFile]
    approvals: list[Approval] = Field(max_length=_MOST_APPROVALS)


def write_bundle(bundle: Bundle, custodians: Mapping[str, PublicKey]) -> str:
    """Return the file's text; ``custodians`` are those of the settings, by their fingerprints."""
    # Base 64 is made when the text is written; what would be checked here is our own.
    return BundleFile.model_construct(
        disclosure=bundle.disclosure.id,
        tip=bundle.disclosure.tip_id,
        transcript=bundle.disclosure.transcript or b"",
        identities=bundle.items.identities,
        files=[
            BundledFile.model_construct(
                id=file.id, kind=CustodyKind(file.kind), media_type=file.media_type, chunks=list(file.chunks)
            )
            for file in bundle.items.files
        ],
        approvals=[
            Approval.model_construct(
                custodian=row.custodian,
                public_key=custodians[row.custodian].raw,
                statement=row.statement,
                signature=row.signature,
            )
            for row in bundle.approvals
            if row.custodian in custodians
        ],
    ).model_dump_json()
