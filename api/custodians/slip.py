"""The files that go between the tip's page and the asker's machine off the network, and how a transcript is shown."""

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field

from api.custodians.showing import printable
from crypto.transcripts import Transcript
from triage.custody.disclosure.transcript import Subject

_LISTS, _DIGESTS, _SHOWN = ("items", "custodians"), ("grounds", "officer_key"), 12
_VALUES = {
    "vi": {
        "channel": {"web": "trang web", "sms": "tin nhắn", "hotline": "điện thoại", "box": "thư trong hòm"},
        "keeps": {"contact": "cách liên hệ", "recording": "bản ghi âm", "letter": "ảnh thư viết tay"},
        "document_kind": {"decision": "Quyết định", "order": "Lệnh", "letter": "Công văn yêu cầu"},
    },
    "en": {
        "document_kind": {"decision": "decision", "order": "order", "letter": "letter of request"},
    },
}
LABELS = {
    "vi": {
        "installation": "Hệ thống",
        "tip": "Mã tin",
        "number": "Số vào sổ",
        "area": "Địa bàn",
        "channel": "Đến bằng",
        "arrived": "Lúc đến",
        "keeps": "Đang giữ",
        "items": "Gồm các mục",
        "post": "Mã đầu mối",
        "post_kind": "Loại đầu mối",
        "asker": "Người yêu cầu",
        "username": "Tài khoản",
        "officer_key": "Khóa của cán bộ",
        "custodians": "Người giữ phần khóa",
        "needed": "Số người cần đồng ý",
        "document_kind": "Loại văn bản",
        "document": "Số văn bản",
        "grounds": "Mã của căn cứ và lý do",
        "key": "Khóa dùng một lần",
        "asked_on": "Ngày yêu cầu",
        "wait_hours": "Số giờ phải đợi",
        "tell_after_days": "Báo cho người báo sau (ngày)",
    },
    "en": {
        "installation": "Installation",
        "tip": "Tip",
        "number": "Register number",
        "area": "Area",
        "channel": "Came by",
        "arrived": "Came at",
        "keeps": "Keeps",
        "items": "Items",
        "post": "Post",
        "post_kind": "Kind of post",
        "asker": "Asked by",
        "username": "Account",
        "officer_key": "The officer's key",
        "custodians": "Custodians",
        "needed": "How many must agree",
        "document_kind": "Kind of document",
        "document": "Document",
        "grounds": "Digest of basis and reason",
        "key": "One-time key",
        "asked_on": "Asked on",
        "wait_hours": "Hours to wait",
        "tell_after_days": "The reporter is told after (days)",
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
    items: str = Field(max_length=40_000)
    asker: str = Field(max_length=120)
    username: str = Field(max_length=120)
    officer_key: str = Field(pattern=r"^[0-9a-f]{64}$")
    custodians: str = Field(max_length=2000)
    needed: int = Field(ge=1, le=100)
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
    legal_basis: str = Field(min_length=1, max_length=300)
    reason: str = Field(min_length=1, max_length=2000)
    salt: str = Field(pattern=r"^[0-9a-f]{32}$")


def show_transcript(transcript: Transcript, language: str) -> list[str]:
    """Return a line for each field, in words that a terminal only prints."""
    labels = LABELS[language]
    return [
        f"  {labels.get(name) or printable(name)}: {_show_value(name, value, language)}"
        for name, value in transcript.fields
    ]


def _show_value(name: str, value: str, language: str) -> str:
    if name in _LISTS:
        shown = [each[:_SHOWN] for each in value.split()]
        return printable(f"{len(shown)} ({', '.join(shown)})")
    if name in _DIGESTS:
        return printable(value[:_SHOWN])
    known = _VALUES[language].get(name, {})
    return ", ".join(known.get(each) or printable(each) for each in value.split(", ")) if known else printable(value)
