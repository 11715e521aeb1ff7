"""SMSGate: an Android telephone as a gateway. HMAC-SHA256 over body and time; its own id against sending twice."""

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from crypto.codes import hmac_sha256
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import AsText, CallModel, decode_base64, fit, load_object
from intake.channels.partners.signing import require_recent
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
from intake.channels.sms.call import DeliveryReport, Fate, IncomingText, tell_apart
from intake.ground.errors import CallRejected, CallUnreadable

_FATES = {"sms:sent": Fate.SENT, "sms:delivered": Fate.DELIVERED, "sms:failed": Fate.FAILED}
_TEXTS = ("sms:received", "sms:data-received", "mms:received", "mms:downloaded")
# Several of a kind in one call.
_BATCHES = {event.replace(":", ":batch:"): event for event in _TEXTS}
_IGNORED = ("sms:cancelled",)
# Events of other kinds tell of the telephone and its app.
_ABOUT_TEXTS = ("sms:", "mms:")
_CONFLICT = 409
_Id = Annotated[AsText, StringConstraints(max_length=256)]


class _Event(CallModel):
    event: AsText
    id: _Id = ""
    payload: dict[str, Any] = Field(default_factory=dict)


class _Report(CallModel):
    message_id: Annotated[_Id, StringConstraints(min_length=1)] = Field(alias="messageId")


class _Text(CallModel):
    # Newer versions of the app call the sender "sender".
    sender: _Id = ""
    phone_number: _Id = Field(default="", alias="phoneNumber")
    message: AsText = ""
    """Of a short message."""
    subject: AsText = ""
    body: AsText = ""
    """Of an MMS."""
    data: str = ""
    """Of a message of data, in base 64."""
    attachments: list[Any] = Field(default_factory=list, max_length=100)
    message_id: _Id = Field(default="", alias="messageId")
    received_at: _Id = Field(default="", alias="receivedAt")


class _Batch(CallModel):
    messages: list[_Text] = Field(max_length=100)


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

    answer = ""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check ``X-Signature`` over the body followed by ``X-Timestamp``. Raises CallRejected."""
        seconds = call.headers.get("x-timestamp", "")
        require_recent(seconds, at=at)
        given = call.headers.get("x-signature", "").lower().encode()
        for secret in partner.live_secrets(at):
            if secrets.compare_digest(hmac_sha256(secret.encode(), call.body + seconds.encode()).hex().encode(), given):
                return
        raise CallRejected

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return what the call tells of one text, or nothing. Raises CallUnreadable."""
        told = fit(_Event, load_object(call.body))
        if told.event in _BATCHES:
            return [_read_text(_BATCHES[told.event], told.id, each) for each in fit(_Batch, told.payload).messages]
        return list_told(self._read(told))

    def _read(self, told: _Event) -> Told:
        """Return what a short message, a message of data or an MMS says, or the report of one of ours.

        None for what tells nothing of a text: pings, starts of the app, ours that were cancelled there. Raises
        CallUnreadable.
        """
        if told.event in _FATES:
            return DeliveryReport(fit(_Report, told.payload).message_id, _FATES[told.event])
        if told.event in _TEXTS:
            return _read_text(told.event, told.id, fit(_Text, told.payload))
        if told.event in _IGNORED or not told.event.startswith(_ABOUT_TEXTS):
            return None
        raise CallUnreadable("event: none that is known")

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


def _read_text(event: str, event_id: str, text: _Text) -> IncomingText:
    sender = text.sender or text.phone_number
    if not sender:
        raise CallUnreadable("payload.sender is missing")
    written = _read_data(text.data) if event == "sms:data-received" else text.message or text.body
    words = "\n".join(filter(None, (text.subject, written or "")))
    # The id is made from the content, and two alike texts share it: only with their time it tells them apart.
    unique = text.received_at or event_id
    if not unique:
        raise CallUnreadable("neither id nor payload.receivedAt")
    return IncomingText(
        sender=sender,
        text=require_short(words),
        message_id=tell_apart(event, sender, words, text.message_id, unique),
        attachments=_count_files(event, text, is_data_unread=written is None),
    )


def _count_files(event: str, text: _Text, *, is_data_unread: bool) -> int:
    """Return how many pictures or other files came. A notice of an MMS says that there are some, not how many."""
    return max(len(text.attachments), int(event == "mms:received" or is_data_unread))


def _read_data(encoded: str) -> str | None:
    """Return the words in a message of data, or None where it holds none."""
    try:
        raw = decode_base64(encoded)
    except ValueError:
        return None
    for charset in ("utf-8", "utf-16-be"):
        with suppress(UnicodeDecodeError):
            words = raw.decode(charset)
            if all(character.isprintable() or character.isspace() for character in words):
                return words
    return None
