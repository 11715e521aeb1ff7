"""Gateways as they call the service. Signatures come from the providers' own packages, not from our code."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi.testclient import TestClient
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from intake.channels.partners.partner import Partner
from tests.town import ORIGIN, Town

ADAPTERS = ("standard", "twilio", "kannel", "smsgate")


@dataclass(frozen=True)
class Call:
    """A request of a gateway's."""

    path: str
    headers: Mapping[str, str | bytes]
    body: bytes

    def post(self, client: TestClient | httpx.Client) -> Any:  # noqa: ANN401, the test client has its own httpx
        return client.post(self.path, content=self.body, headers=dict(self.headers))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Text:
    """What somebody sends."""

    sender: str
    words: str
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    part: dict[str, object] | None = None
    files: tuple[str, ...] = ()
    """Where pictures lie that came with it."""


def sign(adapter: str, partner: Partner, text: Text, at: datetime, *, secret: str | None = None) -> Call:
    """Return the call by which the gateway hands the text over."""
    return _WRITERS[adapter](partner, text, at, secret or partner.secrets[0].secret)


def send(town: Town, adapter: str, sender: str, words: str, **more: object) -> Any:  # noqa: ANN401, as above
    """Let a gateway of the town's hand a text over, now."""
    text = Text(sender, words, **more)  # type: ignore[arg-type]
    return sign(adapter, town.partner(adapter), text, town.clock.now()).post(town.gateway())


def sign_standard(partner: Partner, body: object, at: datetime, secret: str, *, path: str = "") -> Call:
    """Return a signed call of the reference interface, with any body."""
    raw, call_id = json.dumps(body, ensure_ascii=False), f"msg_{secrets.token_hex(8)}"
    headers = {
        "content-type": "application/json",
        "webhook-id": call_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(call_id, at, raw),
    }
    return Call(_path(partner) + path, headers, raw.encode())


def _standard(partner: Partner, text: Text, at: datetime, secret: str) -> Call:
    data = {"id": text.id, "from": text.sender, "to": partner.number, "text": text.words}
    if text.part is not None:
        data["part"] = text.part  # type: ignore[assignment]
    if text.files:
        data["files"] = [{"url": url} for url in text.files]  # type: ignore[assignment]
    return sign_standard(partner, {"type": "sms.received", "timestamp": at.isoformat(), "data": data}, at, secret)


def _twilio(partner: Partner, text: Text, at: datetime, secret: str) -> Call:
    del at
    fields = {"MessageSid": f"SM{text.id}", "From": text.sender, "To": partner.number, "Body": text.words}
    if text.files:
        fields |= {"NumMedia": str(len(text.files))}
        fields |= {f"MediaUrl{number}": url for number, url in enumerate(text.files)}
    signature = RequestValidator(secret).compute_signature(f"{ORIGIN}{_path(partner)}", fields)
    headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "x-twilio-signature": signature}
    return Call(_path(partner), headers, urlencode(fields).encode())


def _kannel(partner: Partner, text: Text, at: datetime, secret: str) -> Call:
    basic = base64.b64encode(f"{partner.account}:{secret}".encode()).decode()
    headers = {
        "content-type": 'text/plain; charset="UTF-8"',
        "authorization": f"Basic {basic}",
        "x-kannel-from": text.sender,
        "x-kannel-to": partner.number,
        "x-kannel-time": f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        "x-kannel-coding": "2",
    }
    return Call(_path(partner), headers, text.words.encode())


def _smsgate(partner: Partner, text: Text, at: datetime, secret: str) -> Call:
    payload = {"messageId": "content", "message": text.words, "phoneNumber": text.sender, "simNumber": 1}
    event = {"deviceId": "d", "event": "sms:received", "id": text.id, "payload": payload, "webhookId": "w"}
    return sign_smsgate(partner, event, at, secret)


def sign_smsgate(partner: Partner, event: object, at: datetime, secret: str) -> Call:
    """Return a signed call of an Android gateway, with any event."""
    body, seconds = json.dumps(event, ensure_ascii=False).encode(), str(int(at.timestamp()))
    signature = hmac.new(secret.encode(), body + seconds.encode(), hashlib.sha256).hexdigest()
    headers = {"content-type": "application/json", "x-signature": signature, "x-timestamp": seconds}
    return Call(_path(partner), headers, body)


def _path(partner: Partner) -> str:
    return f"/hooks/sms/{partner.name}"


_WRITERS = {"standard": _standard, "twilio": _twilio, "kannel": _kannel, "smsgate": _smsgate}
