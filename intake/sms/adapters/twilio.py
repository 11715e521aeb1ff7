"""Twilio: forms signed in ``X-Twilio-Signature`` (HMAC-SHA1 over URL and fields), answered with plain 2xx.

The signature carries no time, so a replayed call is told by its MessageSid only, as long as that is remembered.
"""

import base64
import secrets
from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from crypto.codes import hmac_sha1
from intake.errors import CallRejected, CallUnreadable
from intake.sms.adapters.protocol import Guarantees, Handed, OutgoingText, SendingRequest, read_status, require_short
from intake.sms.call import DeliveryReport, Fate, IncomingText, RawCall
from intake.sms.partner import Partner

_MOST_FIELDS = 100
_UNDER_WAY = ("accepted", "scheduled", "queued", "sending", "read", "canceled")
_FATES = {"sent": Fate.SENT, "delivered": Fate.DELIVERED, "undelivered": Fate.FAILED, "failed": Fate.FAILED}


class TwilioAdapter:
    """Twilio's messaging webhooks and its Messages resource."""

    guarantees = Guarantees(
        signs_body=True,
        has_time_window=False,
        has_message_ids=True,
        sends_once=False,
        tries_again=False,
        passes_answers_on=True,
    )

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check the signature over our URL and the sorted fields. Raises CallRejected."""
        try:
            fields = _read_fields(call)
        except CallUnreadable as error:
            raise CallRejected from error
        signed = call.url + _join(fields)
        given = call.headers.get("x-twilio-signature", "").encode()
        for secret in partner.live_secrets(at):
            if secrets.compare_digest(base64.b64encode(hmac_sha1(secret.encode(), signed.encode())), given):
                return
        raise CallRejected

    def read(self, call: RawCall) -> IncomingText | DeliveryReport | None:
        """Return the text, or the report of a text of ours. Raises CallUnreadable where a field is missing."""
        pairs = _read_fields(call)
        fields = dict(pairs)
        if "MessageStatus" in fields:
            return _read_report(call, fields["MessageStatus"])
        if not fields.get("MessageSid") or not fields.get("From") or "Body" not in fields:
            raise CallUnreadable("MessageSid, From or Body is missing")
        return IncomingText(
            sender=fields["From"],
            text=require_short(fields["Body"]),
            message_id=fields["MessageSid"],
            attachments=_count_media(fields.get("NumMedia", "")),
            signed=_join(pairs),
        )

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return a new message. Twilio knows no key against sending twice."""
        del at
        fields = {
            "To": outgoing.number,
            "From": partner.number,
            "Body": outgoing.text,
            "StatusCallback": f"{status_url}?{urlencode({'id': outgoing.id})}",
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        account = (partner.account, partner.secret_for_sending)
        return SendingRequest(partner.url, headers, urlencode(fields).encode(), account)

    def read_answer(self, status: int, body: bytes) -> Handed:
        """201 takes the text."""
        del body
        return read_status(status)


def _join(fields: list[tuple[str, str]]) -> str:
    # Nothing stands between names and values, so that one signature fits several ways of parting them.
    return "".join(name + value for name, value in sorted(set(fields)))


def _count_media(told: str) -> int:
    return int(told) if told.isascii() and told.isdigit() and len(told) < 4 else 0  # noqa: PLR2004, a count


def _read_report(call: RawCall, status: str) -> DeliveryReport | None:
    ours = parse_qs(urlsplit(call.url).query).get("id", [])
    if not ours:
        raise CallUnreadable("the query has no id")
    if status in _UNDER_WAY:
        return None
    if status not in _FATES:
        raise CallUnreadable("MessageStatus: none that is known")
    return DeliveryReport(ours[0], _FATES[status])


def _read_fields(call: RawCall) -> list[tuple[str, str]]:
    try:
        body = call.body.decode("ascii")
        return parse_qsl(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise CallUnreadable("the body is no form") from error
