"""Twilio: forms signed in ``X-Twilio-Signature`` (HMAC-SHA1 over URL and fields), answered with plain 2xx.

The signature carries no time, so a replayed call is told by its MessageSid only, as long as that is remembered.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs, urlencode, urlsplit

from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import join_fields, read_fields
from intake.channels.partners.signing import verify_twilio
from intake.channels.sms.adapters.protocol import (
    Guarantees,
    Handed,
    OutgoingText,
    SendingRequest,
    Told,
    list_told,
    read_status,
    require_short,
)
from intake.channels.sms.call import DeliveryReport, Fate, IncomingText
from intake.ground.errors import CallUnreadable

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

    answer = ""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check the signature over our URL and the sorted fields. Raises CallRejected."""
        verify_twilio(call, partner, at=at)

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return what the call tells of one text, or nothing. Raises CallUnreadable."""
        return list_told(self._read(call))

    def _read(self, call: RawCall) -> Told:
        """Return the text, or the report of a text of ours. Raises CallUnreadable where a field is missing."""
        pairs = read_fields(call)
        fields = dict(pairs)
        if "MessageStatus" in fields:
            return _read_report(call, fields["MessageStatus"])
        if not fields.get("MessageSid") or not fields.get("From"):
            raise CallUnreadable("MessageSid or From is missing")
        attachments = _count_media(fields.get("NumMedia", ""))
        return IncomingText(
            sender=fields["From"],
            text=require_short(fields.get("Body", "")),
            message_id=fields["MessageSid"],
            attachments=attachments,
            file_urls=tuple(url for number in range(attachments) if (url := fields.get(f"MediaUrl{number}"))),
            signed=join_fields(pairs),
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
