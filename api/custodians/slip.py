"""The files that go between the tip's page and the asker's machine off the network, and how a transcript is shown."""

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from api.custodians.showing import printable
from crypto.transcripts import Transcript
from triage.custody.disclosure.transcript import Subject

LABELS = {
    "vi": {
        "installation": "Hệ thống",
        "tip": "Mã tin",
        "number": "Số vào sổ",
        "area": "Địa bàn",
        "channel": "Đến bằng",
        "arrived": "Lúc đến",
        "keeps": "Đang giữ",
        "asker": "Người yêu cầu",
        "username": "Tài khoản",
        "document": "Số văn bản",
        "key": "Khóa dùng một lần",
        "asked_on": "Ngày yêu cầu",
        "wait_hours": "Số giờ phải đợi",
    },
    "en": {
        "installation": "Installation",
        "tip": "Tip",
        "number": "Register number",
        "area": "Area",
        "channel": "Came by",
        "arrived": "Came at",
        "keeps": "Keeps",
        "asker": "Asked by",
        "username": "Account",
        "document": "Document",
        "key": "One-time key",
        "asked_on": "Asked on",
        "wait_hours": "Hours to wait",
    },
}


class Slip(BaseModel):
    """What the tip's page hands to the asker: whose identity it is about."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = "homthu-disclosure-slip-1"
    installation: str = Field(max_length=300)
    tip: str = Field(pattern=r"^[0-9a-f]{32}$")
    number: str = Field(max_length=120)
    area: str = Field(max_length=300)
    channel: str = Field(max_length=40)
    arrived: str = Field(max_length=40)
    keeps: str = Field(max_length=120)
    asker: str = Field(max_length=120)
    username: str = Field(max_length=120)
    wait_hours: int = Field(ge=0, le=10_000)

    def to_subject(self) -> Subject:
        """Return what the transcript is written from."""
        return Subject(**self.model_dump(exclude={"format"}))


class RequestFile(BaseModel):
    """What the asker's tool makes, for the form on the tip's page."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: str = "homthu-disclosure-request-1"
    transcript: Base64Bytes
    public_key: Base64Bytes


def show_transcript(transcript: Transcript, language: str) -> list[str]:
    """Return a line for each field, in words that a terminal only prints."""
    labels = LABELS[language]
    return [f"  {labels.get(name) or printable(name)}: {printable(value)}" for name, value in transcript.fields]
