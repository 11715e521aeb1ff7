"""Anything at all, properly signed: never a 5xx, never a text that is lost without a word."""

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from tests.conftest import Backend
from tests.town import ORIGIN, Town

# Half of a pair of surrogates is no character, and JSON can carry it.
_BROKEN = st.sampled_from(["\ud800", "x\udfff", "\0"])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | _BROKEN
_JSON = st.recursive(
    _SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
_WORDS = st.text(max_size=200)
_ODD = _WORDS | _BROKEN
_TEXT = st.fixed_dictionaries(
    {},
    optional={
        "id": _ODD | _JSON,
        "from": st.sampled_from(["0912345678", "+84987654321", "1088", "x"]) | _BROKEN | _JSON,
        "text": _ODD | st.sampled_from(["STOP", "XOA", "MOI", "1", "Bình Xuyên", "công an nhận tiền"]) | _JSON,
        "part": _JSON | st.fixed_dictionaries({"reference": _WORDS, "number": st.integers(), "of": st.integers()}),
        "status": _JSON | st.just("delivered"),
    },
)
_STANDARD = st.fixed_dictionaries({"type": st.sampled_from(["sms.received", "sms.status", "x"]), "data": _TEXT | _JSON})
_PAYLOAD = st.fixed_dictionaries(
    {},
    optional={"phoneNumber": _WORDS | _JSON, "sender": _JSON, "message": _WORDS | _JSON, "messageId": _WORDS | _JSON},
)
_SMSGATE = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["sms:received", "sms:sent", "sms:failed", "x"]),
        "id": _ODD | _JSON,
        "payload": _PAYLOAD | _JSON,
    }
)
_FINE = {200, 202}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("fuzz")
    backend = Backend("sqlite", tmp_path_factory.mktemp("sqlite"), None)
    return Town(backend.plan, folder, backend.copy(folder))


def _post(client: TestClient, town: Town, adapter: str, body: bytes, *, path: str = "") -> int:
    """Sign the body as the provider does, and post it."""
    partner, at = town.partner(adapter), town.clock.now()
    secret, seconds = partner.secrets[0].secret, str(int(town.clock.now().timestamp()))
    url = f"/hooks/sms/{partner.name}{path}"
    if adapter == "standard":
        headers = {
            "webhook-id": "m",
            "webhook-timestamp": seconds,
            "webhook-signature": Webhook(secret).sign("m", at, body.decode()),
        }
    elif adapter == "smsgate":
        signature = hmac.new(secret.encode(), body + seconds.encode(), hashlib.sha256).hexdigest()
        headers = {"x-signature": signature, "x-timestamp": seconds}
    else:
        basic = base64.b64encode(f"{partner.account}:{secret}".encode()).decode()
        headers = {"authorization": f"Basic {basic}"}
    return client.post(url, content=body, headers=headers).status_code


@given(body=_STANDARD | _JSON)
def test_standard_is_answered_when_anything_is_signed(town: Town, body: object) -> None:
    raw = _dump(body)
    for path in ("", "/status"):
        assert _post(town.gateway(), town, "standard", raw, path=path) in _FINE


@given(body=_SMSGATE | _JSON)
def test_smsgate_is_answered_when_anything_is_signed(town: Town, body: object) -> None:
    assert _post(town.gateway(), town, "smsgate", _dump(body)) in _FINE


@given(fields=st.dictionaries(st.sampled_from(["MessageSid", "From", "Body", "MessageStatus", "To"]) | _WORDS, _WORDS))
def test_twilio_is_answered_when_anything_is_signed(town: Town, fields: dict[str, str]) -> None:
    clean = {name: value.encode("utf-8", "ignore").decode() for name, value in fields.items()}
    clean = {name.encode("utf-8", "ignore").decode(): value for name, value in clean.items()}
    partner = town.partner("twilio")
    url = f"/hooks/sms/{partner.name}"
    signature = RequestValidator(partner.secrets[0].secret).compute_signature(f"{ORIGIN}{url}", clean)
    headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
    answer = town.gateway().post(url, content=urlencode(clean).encode(), headers=headers)
    # A value of nothing but blanks at its end is signed otherwise by some: refusing it loses nothing that was believed.
    assert answer.status_code in _FINE | {401}


@given(
    body=st.binary(max_size=200) | _WORDS.map(lambda words: words.encode("utf-8", "ignore")),
    charset=st.sampled_from(["", "UTF-8", "UTF-16BE", "US-ASCII", "ISO-8859-1", "EBCDIC", '"UTF-8"']),
    named=st.booleans(),
)
def test_kannel_is_answered_when_any_bytes_come(town: Town, body: bytes, charset: str, *, named: bool) -> None:
    partner = town.partner("kannel")
    basic = base64.b64encode(f"{partner.account}:{partner.secrets[0].secret}".encode()).decode()
    headers = {"authorization": f"Basic {basic}", "content-type": f"text/plain; charset={charset}"}
    if named:
        headers |= {"x-kannel-from": "0912345678", "x-kannel-time": "2026-11-23 02:17:43"}
    assert town.gateway().post("/hooks/sms/demo-kannel", content=body, headers=headers).status_code in _FINE


@pytest.mark.parametrize("odd", ["\\ud800", "\\u0000", "x\\udfff\\ud800", "\\u202e"])
def test_text_is_taken_when_its_json_holds_what_is_no_character(town: Town, odd: str) -> None:
    told = f'{{"type": "sms.received", "data": {{"id": "a{odd}", "from": "0912{odd}", "text": "x{odd}"}}}}'
    assert _post(town.gateway(), town, "standard", told.encode()) == 200
    payload = f'{{"phoneNumber": "0912{odd}", "message": "{odd}"}}'
    event = f'{{"event": "sms:received", "id": "{odd}", "payload": {payload}}}'
    assert _post(town.gateway(), town, "smsgate", event.encode()) == 200
    for name in ("sent", "failed"):
        event = f'{{"event": "sms:{name}", "id": "e", "payload": {{"messageId": "{odd}"}}}}'
        assert _post(town.gateway(), town, "smsgate", event.encode()) == 200


@pytest.mark.parametrize("adapter", ["standard", "smsgate", "kannel"])
@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[" * 50_000, b'"\\ud800"', b'{"a":' * 2000, b"1" * 10_000])
def test_call_is_kept_when_its_body_is_hostile(town: Town, adapter: str, body: bytes) -> None:
    assert _post(town.gateway(), town, adapter, body) in _FINE


def _dump(body: object) -> bytes:
    return json.dumps(body).encode()
