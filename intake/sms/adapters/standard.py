"""Our reference interface: JSON, signed by the Standard Webhooks specification, in both directions.

``docs/sms-gateways.md`` tells a partner how to implement it.
"""

import base64
import json
import secrets
from binascii import Error as NotBase64
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from standardwebhooks import Webhook

from intake.errors import CallRejected, CallUnreadable
from intake.sms.adapters.protocol import (
    LONGEST_TEXT,
    Guarantees,
    Handed,
    OutgoingText,
    SendingRequest,
    load_object,
    read_status,
    require_recent,
)
from intake.sms.call import DeliveryReport, Fate, IncomingText, RawCall
from intake.sms.partner import Partner
from intake.submission import Part

_Id = Annotated[str, StringConstraints(min_length=1, max_length=256)]
_MOST_PARTS = 255


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True, frozen=True)


_Fitted = TypeVar("_Fitted", bound=_Model)


class _PartData(_Model):
    reference: _Id
    number: int = Field(ge=1, le=_MOST_PARTS)
    of: int = Field(ge=1, le=_MOST_PARTS)


class _TextData(_Model):
    id: _Id
    sender: _Id = Field(alias="from")
    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
    part: _PartData | None = None


class _ReportData(_Model):
    id: _Id
    status: Literal["sent", "delivered", "failed"]


class _Received(_Model):
    type: Literal["sms.received"]
    data: _TextData


class _Reported(_Model):
    type: Literal["sms.status"]
    data: _ReportData


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

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check ``webhook-signature`` over id, time and body. Raises CallRejected."""
        message_id, seconds = call.headers.get("webhook-id", ""), call.headers.get("webhook-timestamp", "")
        require_recent(seconds, at=at)
        signed_at = datetime.fromtimestamp(int(seconds), UTC)
        given = call.headers.get("webhook-signature", "").split(" ")
        try:
            body = call.body.decode()
            expected = [_webhook(secret).sign(message_id, signed_at, body) for secret in partner.live_secrets(at)]
        except (UnicodeDecodeError, NotBase64) as error:
            raise CallRejected from error
        if not any(_same(each, one) for each in given for one in expected):
            raise CallRejected

    def read(self, call: RawCall) -> IncomingText | DeliveryReport | None:
        """Return the text of an ``sms.received`` or the report of an ``sms.status``. Raises CallUnreadable."""
        body = load_object(call.body)
        match body.get("type"):
            case "sms.received":
                return _read_text(_fit(_Received, body).data)
            case "sms.status":
                data = _fit(_Reported, body).data
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
                _webhook(each).sign(outgoing.id, at, body) for each in partner.live_secrets(at)
            ),
        }
        return SendingRequest(partner.url, headers, body.encode())

    def read_answer(self, status: int, body: bytes) -> Handed:
        """Any 2xx takes the text."""
        del body
        return read_status(status)


def make_secret() -> str:
    """Return a new secret in the form of the specification."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _read_text(data: _TextData) -> IncomingText:
    part = None if data.part is None else Part(data.part.reference, data.part.number, data.part.of)
    return IncomingText(sender=data.sender, text=data.text, message_id=data.id, part=part)


def _webhook(secret: str) -> Webhook:
    return Webhook(secret)


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


def _fit(model: type[_Fitted], body: dict[str, Any]) -> _Fitted:
    try:
        return model.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False)[0]
        fault = f"{'.'.join(str(step) for step in first['loc'])}: {first['type']}"
        raise CallUnreadable(fault) from None
