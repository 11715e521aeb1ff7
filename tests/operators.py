"""Hotline operators as they call the service. Signatures come from the providers' own packages, not from our code."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from intake.channels.partners.partner import Partner
from tests.gateways import Call
from tests.town import ORIGIN, Town

OPERATORS = ("hotline", "twilio-hotline")


@dataclass(frozen=True)
class Said:
    """What a call says, and how it is told."""

    words: str = ""
    caller: str | None = "+84912345678"
    call_id: str = field(default_factory=lambda: f"CA{secrets.token_hex(16)}")
    version: int = 1
    segments: list[dict[str, object]] | None = None
    recording: dict[str, str] | None = None
    receipt: str = ""


def sign_call(adapter: str, partner: Partner, said: Said, at: datetime, *, secret: str | None = None) -> Call:
    """Return the call by which the operator tells of it."""
    writer = _write_standard if adapter == "hotline" else _write_twilio
    return writer(partner, said, at, secret or partner.secrets[0].secret)


def tell(town: Town, adapter: str, said: Said) -> Any:  # noqa: ANN401, the test client has its own httpx
    """Let an operator of the town's tell of a call, now."""
    return sign_call(adapter, town.partner(adapter), said, town.clock.now()).post(town.gateway())


def sign_event(partner: Partner, event: object, at: datetime, secret: str) -> Call:
    """Return a signed call of the reference interface, with any body."""
    raw, event_id = json.dumps(event, ensure_ascii=False), f"msg_{secrets.token_hex(8)}"
    headers = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(event_id, at, raw),
    }
    return Call(f"/hooks/hotline/{partner.name}", headers, raw.encode())


def _write_standard(partner: Partner, said: Said, at: datetime, secret: str) -> Call:
    segments = said.segments
    if segments is None:
        segments = [{"start": 0.0, "end": 4.0, "text": said.words, "confidence": 0.93}] if said.words else []
    data: dict[str, object] = {
        "call_id": said.call_id,
        "from": said.caller,
        "started_at": at.isoformat(),
        "seconds": 65,
        "language": "vi",
        "version": said.version,
        "segments": segments,
        "receipt": said.receipt,
    }
    if said.recording is not None:
        data["recording"] = said.recording
    kind = "hotline.transcribed" if segments else "hotline.recorded"
    return sign_event(partner, {"type": kind, "data": data}, at, secret)


def _write_twilio(partner: Partner, said: Said, at: datetime, secret: str) -> Call:
    del at
    fields = {
        "AccountSid": "AC1",
        "CallSid": said.call_id,
        "From": said.caller or "Anonymous",
        "To": partner.number,
        "TranscriptionSid": f"TR{said.call_id}{said.version}",
        "TranscriptionStatus": "completed" if said.words else "failed",
        "TranscriptionText": said.words,
    }
    if said.recording is not None:
        fields["RecordingUrl"] = said.recording["url"]
    url = f"/hooks/hotline/{partner.name}"
    signature = RequestValidator(secret).compute_signature(f"{ORIGIN}{url}", fields)
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    return Call(url, headers, urlencode(fields).encode())
