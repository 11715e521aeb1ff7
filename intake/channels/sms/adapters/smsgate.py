"""SMSGate: an Android telephone as a gateway. HMAC-SHA256 over body and time; its own id against sending twice."""

import json
import secrets
from datetime import datetime
from typing import Any

from crypto.codes import hmac_sha256
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import load_object
from intake.channels.partners.signing import require_recent
from intake.channels.sms.adapters.protocol import (
    Guarantees,
    Handed,
    OutgoingText,
    SendingRequest,
    read_status,
    require_short,
)
from intake.channels.sms.call import DeliveryReport, Fate, IncomingText
from intake.ground.errors import CallRejected, CallUnreadable

_FATES = {"sms:sent": Fate.SENT, "sms:delivered": Fate.DELIVERED, "sms:failed": Fate.FAILED}
_CONFLICT = 409


class SmsgateAdapter:
    """SMS Gateway for Android."""

    guarantees = Guarantees(
        signs_body=True,
        has_time_window=True,
        has_message_ids=True,
        sends_once=True,
        tries_again=True,
        passes_answers_on=False,
    )

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check ``X-Signature`` over the body followed by ``X-Timestamp``. Raises CallRejected."""
        seconds = call.headers.get("x-timestamp", "")
        require_recent(seconds, at=at)
        given = call.headers.get("x-signature", "").lower().encode()
        for secret in partner.live_secrets(at):
            if secrets.compare_digest(hmac_sha256(secret.encode(), call.body + seconds.encode()).hex().encode(), given):
                return
        raise CallRejected

    def read(self, call: RawCall) -> IncomingText | DeliveryReport | None:
        """Return the text of ``sms:received``, or the report of ``sms:sent``, ``sms:delivered`` or ``sms:failed``.

        The event's id tells a repeat: the message id is made from the content, and two alike texts share it. Raises
        CallUnreadable.
        """
        body = load_object(call.body)
        event = str(body.get("event"))
        if event == "system:ping":
            return None
        payload = _require(body, "payload", dict)
        if event in _FATES:
            return DeliveryReport(_require(payload, "messageId", str), _FATES[event])
        if event != "sms:received":
            raise CallUnreadable("event: none that is known")
        # Newer versions of the app call the sender "sender".
        sender = payload.get("sender") or payload.get("phoneNumber")
        if not isinstance(sender, str):
            raise CallUnreadable("payload.phoneNumber is missing")
        text = require_short(_require(payload, "message", str))
        return IncomingText(sender=sender, text=text, message_id=_require(body, "id", str))

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return a new message with an id of ours, which the gateway takes once only."""
        del status_url, at
        message = {
            "id": outgoing.id,
            "textMessage": {"text": outgoing.text},
            "phoneNumbers": [outgoing.number],
            "withDeliveryReport": True,
        }
        headers = {"content-type": "application/json; charset=utf-8"}
        content = json.dumps(message, ensure_ascii=False).encode()
        return SendingRequest(partner.url, headers, content, (partner.account, partner.secret_for_sending))

    def read_answer(self, status: int, body: bytes) -> Handed:
        """2xx takes the text; 409 says that it was taken before."""
        del body
        return Handed.TAKEN if status == _CONFLICT else read_status(status)


def _require(body: dict[str, Any], name: str, kind: type) -> Any:  # noqa: ANN401, JSON
    value = body.get(name)
    if not isinstance(value, kind):
        fault = f"{name} is missing or of a wrong kind"
        raise CallUnreadable(fault)
    return value
