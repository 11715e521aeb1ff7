"""Our reference interface: JSON, signed by the Standard Webhooks specification, in both directions.

``docs/sms-gateways.md`` tells a partner how to implement it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from standardwebhooks import Webhook

from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import AsText, CallModel, fit, load_object
from intake.channels.partners.signing import verify_standard
from intake.channels.sms.adapters.protocol import (
    LONGEST_TEXT,
    Guarantees,
    Handed,
    OutgoingText,
    SendingRequest,
    Told,
    list_told,
    read_status,
)
from intake.channels.sms.call import MOST_FILES, DeliveryReport, Fate, IncomingText, tell_apart
from intake.ground.errors import CallUnreadable
from intake.submission import Part

_Id = Annotated[AsText, StringConstraints(min_length=1, max_length=256)]
_Url = Annotated[str, StringConstraints(max_length=2048)]
_MOST_PARTS = 255
# More are counted than are fetched, so that the officer reads how many came.
_MOST_FILES_COUNTED = 100


def _lower(told: object) -> object:
    return told.strip().lower() if isinstance(told, str) else told


class _PartData(CallModel):
    reference: _Id
    number: int = Field(ge=1, le=_MOST_PARTS)
    of: int = Field(ge=1, le=_MOST_PARTS)


class _FileData(CallModel):
    url: _Url = ""


class _TextData(CallModel):
    id: _Id
    sender: _Id = Field(alias="from")
    text: Annotated[AsText, StringConstraints(max_length=LONGEST_TEXT)] = ""
    part: _PartData | None = None
    files: list[_FileData] = Field(default_factory=list, max_length=_MOST_FILES_COUNTED)

    @model_validator(mode="after")
    def _require_something(self) -> Self:
        # An empty text is a text; one that is left out is a mistake, unless files say why.
        if "text" not in self.model_fields_set and not self.files:
            raise PydanticCustomError("missing", "neither text nor files")
        return self


class _ReportData(CallModel):
    id: _Id
    status: Annotated[Literal["sent", "delivered", "failed"], BeforeValidator(_lower)]


class _Received(CallModel):
    type: Literal["sms.received"]
    data: _TextData


class _Reported(CallModel):
    type: Literal["sms.status"]
    data: _ReportData


EVENTS = (_Received, _Reported)
"""What partners may send, for the description of the interface."""


class StandardAdapter:
    """Standard Webhooks JSON."""

    guarantees = Guarantees(
        signs_body=True,
        has_time_window=True,
        has_message_ids=True,
        sends_once=True,
        tries_again=True,
        passes_answers_on=False,
    )

    answer = ""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check ``webhook-signature`` over id, time and body. Raises CallRejected."""
        verify_standard(call, partner, at=at)

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return what the call tells of one text, or nothing. Raises CallUnreadable."""
        return list_told(self._read(call))

    def _read(self, call: RawCall) -> Told:
        """Return the text of an ``sms.received`` or the report of an ``sms.status``. Raises CallUnreadable."""
        body = load_object(call.body)
        match body.get("type"):
            case "sms.received":
                return _read_text(fit(_Received, body).data)
            case "sms.status":
                data = fit(_Reported, body).data
                return DeliveryReport(data.id, Fate(data.status))
        raise CallUnreadable("type: none that is known")

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return an ``sms.send``, whose ``webhook-id`` is the same however often it is tried."""
        data = {"id": outgoing.id, "to": outgoing.number, "text": outgoing.text, "status_url": status_url}
        body = json.dumps({"type": "sms.send", "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "webhook-id": outgoing.id,
            "webhook-timestamp": str(int(at.timestamp())),
            # In the day of a rotation the gateway may know either secret.
            "webhook-signature": " ".join(
                Webhook(each).sign(outgoing.id, at, body) for each in partner.live_secrets(at)
            ),
        }
        return SendingRequest(partner.url, headers, body.encode())

    def read_answer(self, status: int, body: bytes) -> Handed:
        """Any 2xx takes the text."""
        del body
        return read_status(status)


def _read_text(data: _TextData) -> IncomingText:
    part = None if data.part is None else Part(data.part.reference, data.part.number, data.part.of)
    urls = [file.url for file in data.files if file.url]
    return IncomingText(
        sender=data.sender,
        text=data.text,
        message_id=tell_apart(data.id, data.sender, data.text, str(part)),
        part=part,
        attachments=len(data.files),
        file_urls=tuple(urls[:MOST_FILES]),
    )
