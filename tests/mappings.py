"""Calls of gateways that have a mapping, made as their documentation says and signed without any code of ours."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from intake.channels.partners.mapping import find_mapping, read_mapping
from intake.channels.partners.partner import AdapterName, Partner, PartnerSecret
from tests.gateways import Call
from tests.town import ORIGIN

_TELNYX_KEY = Ed25519PrivateKey.generate()
_TELNYX_PUBLIC = _TELNYX_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
ACCOUNT = "account"
RECEIVING = ("infobip", "vonage", "plivo", "telnyx", "bird", "sinch", "jasmin", "httpsms")
SENDING_ONLY = ("esms", "speedsms", "stringee", "playsms")


@dataclass(frozen=True)
class Sms:
    """What a resident sends."""

    sender: str
    words: str
    id: str = "m-1"


def make_partner(name: str, *, url: str = "https://gateway.invalid/send") -> Partner:
    """Return a partner of the mapping, not confirmed yet."""
    secret = base64.b64encode(_TELNYX_PUBLIC).decode() if name == "telnyx" else secrets.token_hex(16)
    return Partner(
        name=f"by-{name}",
        adapter=AdapterName.MAPPED,
        number="+842113866101",
        url=url,
        account=ACCOUNT,
        networks=("127.0.0.0/8",) if name in ("jasmin", "plivo") else (),
        secrets=(PartnerSecret(secret=secret),),
        sending_secret="sending",  # noqa: S106, of a test
        mapping=read_mapping(find_mapping(name)),
    )


def write_call(partner: Partner, sms: Sms, at: datetime) -> Call:
    """Return the call by which the gateway hands the text over."""
    name = partner.name.removeprefix("by-")
    body, headers = _WRITERS[name](sms, at)
    return sign_mapped(partner, body, headers, at)


def sign_mapped(partner: Partner, body: bytes, headers: Mapping[str, str], at: datetime, *, query: str = "") -> Call:
    """Return the call with the gateway's proof."""
    name, secret = partner.name.removeprefix("by-"), partner.secrets[0].secret
    path = f"/hooks/sms/{partner.name}{query}"
    return Call(path, {**headers, **_PROVERS[name](secret, body, f"{ORIGIN}{path}", at)}, body)


def _json(body: object) -> tuple[bytes, dict[str, str]]:
    return json.dumps(body, ensure_ascii=False).encode(), {"content-type": "application/json"}


def _form(fields: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    return urlencode(fields).encode(), {"content-type": "application/x-www-form-urlencoded"}


def _infobip(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    result: dict[str, object] = {
        "messageId": sms.id,
        "from": sms.sender.removeprefix("+"),
        "to": "842113866101",
        "text": sms.words,
        "cleanText": sms.words,
        "keyword": None,
        "receivedAt": at.isoformat(),
        "smsCount": 1,
        "callbackData": None,
    }
    return _json({"results": [result], "messageCount": 1, "pendingMessageCount": 0})


def _vonage(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    return _json(
        {
            "channel": "sms",
            "message_uuid": sms.id,
            "to": "842113866101",
            "from": sms.sender.removeprefix("+"),
            "timestamp": at.isoformat(),
            "message_type": "text",
            "text": sms.words,
            "sms": {"num_messages": "1"},
        }
    )


def _plivo(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    del at
    fields = {"From": sms.sender.removeprefix("+"), "To": "842113866101", "Type": "sms", "Text": sms.words}
    return _form({**fields, "MessageUUID": sms.id, "TotalRate": "0", "Units": "1"})


def _telnyx(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    payload = {
        "record_type": "message",
        "direction": "inbound",
        "id": sms.id,
        "type": "SMS",
        "from": {"phone_number": sms.sender, "carrier": "", "line_type": ""},
        "to": [{"phone_number": "+842113866101", "status": "webhook_delivered"}],
        "text": sms.words,
        "media": [],
        "received_at": at.isoformat(),
    }
    return _json({"data": {"event_type": "message.received", "id": "e", "payload": payload, "record_type": "event"}})


def _bird(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    contact = {"id": "c", "identifierKey": "phonenumber", "identifierValue": sms.sender}
    payload = {
        "id": sms.id,
        "channelId": "614208aa",
        "sender": {"contact": contact},
        "body": {"type": "text", "text": {"text": sms.words}},
        "status": "delivered",
        "direction": "incoming",
        "createdAt": at.isoformat(),
    }
    return _json({"service": "channels", "event": "sms.inbound", "payload": payload})


def _sinch(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    body = {"type": "mo_text", "id": sms.id, "from": sms.sender.removeprefix("+"), "to": "842113866101"}
    return _json({**body, "body": sms.words, "received_at": at.isoformat(), "operator_id": "45204"})


def _jasmin(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    del at
    encoded = sms.words.encode("utf-16-be")
    fields = {
        "id": sms.id,
        "from": sms.sender.removeprefix("+"),
        "to": "8088",
        "origin-connector": "smpp",
        "coding": "8",
    }
    # Jasmin passes the bytes of the air interface on as they are; only the hexadecimal form survives a form.
    return _form({**fields, "content": encoded.decode("latin-1"), "binary": encoded.hex(), "priority": "0"})


def _httpsms(sms: Sms, at: datetime) -> tuple[bytes, dict[str, str]]:
    data = {"contact": sms.sender, "content": sms.words, "message_id": sms.id, "owner": "+842113866101", "sim": "SIM1"}
    event = {"data": {**data, "timestamp": at.isoformat(), "user_id": "u"}, "datacontenttype": "application/json"}
    return _json({**event, "id": "e", "source": "/v1/messages/receive", "type": "message.phone.received"})


_WRITERS: dict[str, Callable[[Sms, datetime], tuple[bytes, dict[str, str]]]] = {
    "infobip": _infobip,
    "vonage": _vonage,
    "plivo": _plivo,
    "telnyx": _telnyx,
    "bird": _bird,
    "sinch": _sinch,
    "jasmin": _jasmin,
    "httpsms": _httpsms,
}


def _prove_basic(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del body, url, at
    return {"authorization": f"Basic {base64.b64encode(f'{ACCOUNT}:{secret}'.encode()).decode()}"}


def _prove_vonage(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del url
    claims = {"iat": int(at.timestamp()), "jti": "j", "iss": "Vonage", "api_key": "k"}
    token = jwt.encode({**claims, "payload_hash": hashlib.sha256(body).hexdigest()}, secret, algorithm="HS256")
    return {"authorization": f"Bearer {token}"}


def _prove_httpsms(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del body
    claims = {"aud": url, "exp": at + timedelta(minutes=10), "iat": at, "iss": "api.httpsms.com", "nbf": at}
    return {"authorization": f"Bearer {jwt.encode(claims, secret, algorithm='HS256')}"}


def _prove_plivo(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del body, at
    nonce = secrets.token_hex(10)
    code = hmac.new(secret.encode(), f"{url.partition('?')[0]}{nonce}".encode(), hashlib.sha256).digest()
    return {"x-plivo-signature-v2": base64.b64encode(code).decode(), "x-plivo-signature-v2-nonce": nonce}


def _prove_telnyx(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del secret, url
    seconds = str(int(at.timestamp()))
    signature = base64.b64encode(_TELNYX_KEY.sign(f"{seconds}|".encode() + body)).decode()
    return {"telnyx-signature-ed25519": signature, "telnyx-timestamp": seconds}


def _prove_bird(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    seconds = str(int(at.timestamp()))
    signed = f"{seconds}\n{url}\n".encode() + hashlib.sha256(body).digest()
    code = base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()
    return {"messagebird-signature": code, "messagebird-request-timestamp": seconds}


def _prove_nothing(secret: str, body: bytes, url: str, at: datetime) -> dict[str, str]:
    del secret, body, url, at
    return {}


_PROVERS: dict[str, Callable[[str, bytes, str, datetime], dict[str, str]]] = {
    "infobip": _prove_basic,
    "sinch": _prove_basic,
    "vonage": _prove_vonage,
    "httpsms": _prove_httpsms,
    "plivo": _prove_plivo,
    "telnyx": _prove_telnyx,
    "bird": _prove_bird,
    "jasmin": _prove_nothing,
}
