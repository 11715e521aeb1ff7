"""Kannel's smsbox: ``post-url`` of an sms-service, and sendsms by POST.

It signs nothing: Basic authentication and the listed network addresses are all there is. It gives no message id, so two
texts of one sender with the same words in the same second are taken for one. Parts of a long text that it does not join
itself come with their user data header.
"""

import base64
import secrets
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from intake.channels.partners.call import RawCall
from intake.channels.partners.charsets import decode_body
from intake.channels.partners.networks import is_listed
from intake.channels.partners.partner import Partner
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
from intake.channels.sms.user_data import read_part
from intake.ground.errors import CallRejected, CallUnreadable

# The bits of Kannel's delivery mask: 1 delivered, 2 failed, 8 taken by the centre, 16 refused by it.
_FATES = {"1": Fate.DELIVERED, "2": Fate.FAILED, "8": Fate.SENT, "16": Fate.FAILED}
_UNDER_WAY = ("4",)
_ASKED_FOR = "27"


class KannelAdapter:
    """Kannel."""

    guarantees = Guarantees(
        signs_body=False,
        has_time_window=False,
        has_message_ids=False,
        sends_once=False,
        tries_again=False,
        passes_answers_on=True,
    )

    answer = ""

    def verify(self, call: RawCall, partner: Partner, *, at: datetime) -> None:
        """Check where the call comes from, and its user name and password. Raises CallRejected."""
        if not is_listed(call.network_address, partner.networks):
            raise CallRejected
        given = _read_basic(call.headers.get("authorization", ""))
        for secret in partner.live_secrets(at):
            if secrets.compare_digest(given, f"{partner.account}:{secret}".encode()):
                return
        raise CallRejected

    def read(self, call: RawCall) -> Sequence[Told]:
        """Return what the call tells of one text, or nothing. Raises CallUnreadable."""
        return list_told(self._read(call))

    def _read(self, call: RawCall) -> Told:
        """Return the text, which is the body in the character set that the header names, or a report.

        A report stands in the query that we gave Kannel. Raises CallUnreadable.
        """
        query = parse_qs(urlsplit(call.url).query)
        if "status" in query:
            return _read_report(query)
        sender, sent_at = call.headers.get("x-kannel-from", ""), call.headers.get("x-kannel-time", "")
        if not sender or not sent_at:
            raise CallUnreadable("X-Kannel-From or X-Kannel-Time is missing")
        text = require_short(decode_body(call.body, call.headers.get("content-type", "")))
        header = call.headers.get("x-kannel-udh", "")
        # Without an id a repeat is known by who said what when; two parts of a text may have the same words.
        told_apart_by = "\n".join([sender, sent_at, text, *([header] if header else [])])
        return IncomingText(sender=sender, text=text, message_id=told_apart_by, part=read_part(header))

    def write(self, outgoing: OutgoingText, partner: Partner, *, status_url: str, at: datetime) -> SendingRequest:
        """Return a sendsms by POST: text in the body, all else in headers, nothing in the URL."""
        del at
        report_url = f"{_with_account(status_url, partner)}?id={quote(outgoing.id)}&status=%d"
        is_plain = outgoing.text.isascii()
        headers = {
            "x-kannel-username": partner.account,
            "x-kannel-password": partner.secret_for_sending,
            "x-kannel-from": partner.number,
            "x-kannel-to": outgoing.number,
            "x-kannel-coding": "0" if is_plain else "2",
            "x-kannel-dlr-mask": _ASKED_FOR,
            "x-kannel-dlr-url": report_url,
            "content-type": "text/plain; charset=UTF-8",
        }
        return SendingRequest(partner.url, headers, outgoing.text.encode())

    def read_answer(self, status: int, body: bytes) -> Handed:
        """202 takes the text, whether it goes out at once or waits in Kannel's store."""
        del body
        return read_status(status)


def _read_report(query: dict[str, list[str]]) -> DeliveryReport | None:
    if "id" not in query:
        raise CallUnreadable("the query has no id")
    code = query["status"][0]
    if code in _UNDER_WAY:
        return None
    if code not in _FATES:
        raise CallUnreadable("status: none that is known")
    return DeliveryReport(query["id"][0], _FATES[code])


def _read_basic(header: str) -> bytes:
    scheme, _space, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise CallRejected
    try:
        return base64.b64decode(encoded, validate=True)
    except (NotBase64, ValueError) as error:
        raise CallRejected from error


def _with_account(url: str, partner: Partner) -> str:
    parts = urlsplit(url)
    account = f"{quote(partner.account, safe='')}:{quote(partner.secrets[0].secret, safe='')}"
    return urlunsplit((parts.scheme, f"{account}@{parts.netloc}", parts.path, "", ""))
