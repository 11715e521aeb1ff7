"""Checking that a partner made a call, and made it now. Where a scheme has a library of its own, that does the work."""

import base64
import secrets
from binascii import Error as NotBase64
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit, urlunsplit

from standardwebhooks import Webhook

from crypto.codes import hmac_sha1
from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import join_fields, read_fields
from intake.ground.errors import CallRejected, CallUnreadable

TIME_WINDOW = timedelta(minutes=5)


def require_recent(seconds: str, *, at: datetime) -> None:
    """Raise CallRejected unless ``seconds``, of Unix time, lie in the window around ``at``."""
    # Eleven digits last for 3,000 years; more would only be there to hurt.
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):  # noqa: PLR2004, the reason stands above
        raise CallRejected
    if abs(int(seconds) - at.timestamp()) > TIME_WINDOW.total_seconds():
        raise CallRejected


def verify_standard(call: RawCall, partner: Partner, *, at: datetime) -> None:
    """Check ``webhook-signature`` over id, time and body, by Standard Webhooks. Raises CallRejected."""
    message_id, seconds = call.headers.get("webhook-id", ""), call.headers.get("webhook-timestamp", "")
    require_recent(seconds, at=at)
    signed_at = datetime.fromtimestamp(int(seconds), UTC)
    given = call.headers.get("webhook-signature", "").split(" ")
    try:
        body = call.body.decode()
        expected = [Webhook(secret).sign(message_id, signed_at, body) for secret in partner.live_secrets(at)]
    except (UnicodeDecodeError, NotBase64) as error:
        raise CallRejected from error
    if not any(secrets.compare_digest(each.encode(), one.encode()) for each in given for one in expected):
        raise CallRejected


def verify_twilio(call: RawCall, partner: Partner, *, at: datetime) -> None:
    """Check ``X-Twilio-Signature`` (HMAC-SHA1) over our URL and the sorted fields. Raises CallRejected."""
    try:
        fields = read_fields(call)
    except CallUnreadable as error:
        raise CallRejected from error
    signed = [url + join_fields(fields) for url in list_spellings(call.url)]
    given = call.headers.get("x-twilio-signature", "").encode()
    for secret in partner.live_secrets(at):
        for words in signed:
            if secrets.compare_digest(base64.b64encode(hmac_sha1(secret.encode(), words.encode())), given):
                return
    raise CallRejected


def list_spellings(url: str) -> list[str]:
    """Return the URL as it is, without a port, and with its scheme's own: Twilio signs any of them, as it likes."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition(":")[0] if parts.port is not None else parts.netloc
    usual = "443" if parts.scheme == "https" else "80"
    spelled = (parts.netloc, host, f"{host}:{usual}")
    return list(dict.fromkeys(urlunsplit(parts._replace(netloc=netloc)) for netloc in spelled))


def make_secret() -> str:
    """Return a new secret in the form of the specification."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
