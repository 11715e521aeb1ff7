"""A call of a gateway with a field null, gone, of another type, moved or added is taken or knowingly refused."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from tests.conftest import Backend
from tests.gateways import sign_smsgate, sign_standard
from tests.operators import sign_event
from tests.town import ORIGIN, Town

_TEXT = {
    "type": "sms.received",
    "timestamp": "2026-11-23T02:17:43Z",
    "data": {
        "id": "1",
        "from": "+84912345678",
        "to": "+842113866101",
        "text": "Có đánh bạc",
        "part": {"reference": "a", "number": 1, "of": 2},
        "files": [{"url": "https://gateway.invalid/1"}],
    },
}
_REPORT = {"type": "sms.status", "data": {"id": "5b0e", "status": "delivered"}}
_EVENTS = [
    {
        "deviceId": "d",
        "event": event,
        "id": "e",
        "webhookId": "w",
        "payload": {
            "messageId": "m",
            "sender": "+84912345678",
            "phoneNumber": "+84912345678",
            "recipient": "+842113866101",
            "message": "Có đánh bạc",
            "subject": "Có đánh bạc",
            "body": "ở đầu làng",
            "data": "Q8Oz",
            "attachments": [{"partId": 1, "contentType": "image/jpeg", "name": "a.jpg", "size": 7, "data": "AA=="}],
            "simNumber": 1,
            "receivedAt": "2026-11-23T09:17:40.000+07:00",
        },
    }
    for event in ("sms:received", "sms:data-received", "mms:received", "mms:downloaded", "sms:sent", "app:started")
]
_CALLS = [
    {
        "type": kind,
        "data": {
            "call_id": "c1",
            "from": "+84912345678",
            "started_at": "2026-11-23T02:17:43Z",
            "seconds": 65,
            "language": "vi",
            "version": 1,
            "segments": [
                {
                    "start": 0.0,
                    "end": 3.2,
                    "text": "Đêm nào cũng đánh bạc",
                    "confidence": 0.93,
                    "speaker": "caller",
                    "words": [{"text": "bạc", "confidence": 0.41}],
                }
            ],
            "recording": {"media_type": "audio/ogg", "content": "AAAA"},
            "receipt": "K7M2-",
        },
    }
    for kind in ("hotline.transcribed", "hotline.recorded", "hotline.ringing")
]
_FORM = {"MessageSid": "SM1", "From": "+84912345678", "To": "+842113866101", "Body": "Có đánh bạc", "NumMedia": "0"}
_OTHER: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.just("") | st.text(max_size=9) | st.just([{}])
)
_FINE = {200, 202}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("shapes")
    backend = Backend("sqlite", tmp_path_factory.mktemp("sqlite"), None)
    return Town(backend.plan, folder, backend.copy(folder))


def _list_places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401, JSON
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield (*path, name)
        yield from _list_places(each, (*path, name))


@st.composite
def _bend(draw: st.DrawFn, sound: list[dict[str, Any]]) -> Any:  # noqa: ANN401, JSON
    """Return a sound call with some of its fields changed as programs change them."""
    body = deepcopy(draw(st.sampled_from(sound)))
    for _change in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(_list_places(body))))
        holder: Any = body
        for step in way:
            holder = holder[step]
        match draw(st.sampled_from(["null", "gone", "other", "more", "moved"])):
            case "null":
                holder[last] = None
            case "gone":
                del holder[last]
            case "other":
                holder[last] = draw(_OTHER)
            case "more" if isinstance(holder, dict):
                holder[draw(st.text(max_size=9))] = draw(_OTHER)
            case "moved" if isinstance(holder, dict):
                holder[last] = holder.pop(last)
        if not list(_list_places(body)):
            break
    return body


@given(body=_bend([_TEXT, _REPORT]))
def test_standard_is_answered_when_a_call_is_bent(town: Town, body: dict[str, Any]) -> None:
    partner = town.partner("standard")
    call = sign_standard(partner, _plain(body), town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code in _FINE


@given(body=_bend(_EVENTS))
def test_smsgate_is_answered_when_an_event_is_bent(town: Town, body: dict[str, Any]) -> None:
    partner = town.partner("smsgate")
    call = sign_smsgate(partner, _plain(body), town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code in _FINE


@given(body=_bend(_CALLS))
def test_hotline_is_answered_when_a_call_is_bent(town: Town, body: dict[str, Any]) -> None:
    partner = town.partner("hotline")
    call = sign_event(partner, _plain(body), town.clock.now(), partner.secrets[0].secret)
    assert call.post(town.gateway()).status_code in _FINE


@given(body=_bend([_FORM]))
def test_twilio_is_answered_when_a_form_is_bent(town: Town, body: dict[str, Any]) -> None:
    fields = {name: str(value) for name, value in _plain(body).items() if value is not None}
    path = "/hooks/sms/demo-twilio"
    signature = RequestValidator(town.partner("twilio").secrets[0].secret).compute_signature(ORIGIN + path, fields)
    headers = {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded"}
    assert town.gateway().post(path, content=urlencode(fields).encode(), headers=headers).status_code in _FINE


def _plain(body: dict[str, Any]) -> Any:  # noqa: ANN401, JSON
    """Return the body without halves of characters, which another test brings."""
    return json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "ignore"))
