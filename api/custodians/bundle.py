"""The file that an asker takes off the network: everything sealed that ``homthu disclosure open`` joins."""

from pydantic import Base64Bytes, BaseModel, ConfigDict

from triage.custody.disclosure.fetch import Bundle


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class BundledFile(_Part):
    """A voice or a handwriting, locked."""

    id: str
    kind: str
    media_type: str
    chunks: list[Base64Bytes]


class Approval(_Part):
    """What one custodian signed; the shares stand in the statement, sealed to the one-time key."""

    custodian: str
    statement: Base64Bytes
    signature: Base64Bytes


class BundleFile(_Part):
    """The whole file."""

    format: str = "homthu-disclosure-bundle-1"
    disclosure: str
    tip: str
    transcript: Base64Bytes = b""
    identities: dict[str, Base64Bytes]
    files: list[BundledFile]
    approvals: list[Approval]


def write_bundle(bundle: Bundle) -> str:
    """Return the file's text."""
    # Base 64 is made when the text is written; what would be checked here is our own.
    return BundleFile.model_construct(
        disclosure=bundle.disclosure.id,
        tip=bundle.disclosure.tip_id,
        transcript=bundle.disclosure.transcript or b"",
        identities=bundle.items.identities,
        files=[
            BundledFile.model_construct(
                id=file.id, kind=file.kind, media_type=file.media_type, chunks=list(file.chunks)
            )
            for file in bundle.items.files
        ],
        approvals=[
            Approval.model_construct(custodian=row.custodian, statement=row.statement, signature=row.signature)
            for row in bundle.approvals
        ],
    ).model_dump_json()
