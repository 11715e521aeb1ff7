"""Passkeys' answers, made by a device of the tests' own (Web Authentication, level 3, sections 6.1 and 5.8.1)."""

import hashlib
import json
import secrets
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from crypto.errors import PasskeyRejected
from crypto.passkeys import Passkey, Site, ask_for_known, ask_for_new, check_known

SITE = Site("homthu.test", "https://homthu.test", "Bình Xuyên")
CHALLENGE = secrets.token_bytes(32)
PRESENT, VERIFIED = 0x01, 0x04


class Device:
    """An authenticator with one passkey."""

    def __init__(self) -> None:
        self._key = generate_private_key(SECP256R1())
        numbers = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        self.passkey = Passkey(secrets.token_bytes(16), cbor2.dumps(cose))

    def answer(self, *, flags: int = PRESENT | VERIFIED, count: int = 1, **said: object) -> str:
        """Return what a browser would send."""
        client = {"type": "webauthn.get", "challenge": bytes_to_base64url(CHALLENGE), "origin": SITE.origin, **said}
        client_json = json.dumps(client).encode()
        data = hashlib.sha256(SITE.host.encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")
        signature = self._key.sign(data + hashlib.sha256(client_json).digest(), ECDSA(SHA256()))
        name = bytes_to_base64url(self.passkey.credential_id)
        response = {
            "clientDataJSON": bytes_to_base64url(client_json),
            "authenticatorData": bytes_to_base64url(data),
            "signature": bytes_to_base64url(signature),
        }
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


@pytest.fixture
def device() -> Device:
    return Device()


def _check(device: Device, answer: str, site: Site = SITE) -> int:
    return check_known(site, CHALLENGE, answer, passkey=device.passkey, counted=0)


def test_answer_is_taken_when_it_is_the_devices_own(device: Device) -> None:
    assert _check(device, device.answer()) == 1
    assert _check(device, device.answer(crossOrigin=False)) == 1


def test_answer_is_refused_when_it_was_given_inside_another_sites_page(device: Device) -> None:
    with pytest.raises(PasskeyRejected):
        _check(device, device.answer(crossOrigin=True))


@pytest.mark.parametrize(
    "said",
    [{"origin": "https://homthu.example"}, {"type": "webauthn.create"}, {"challenge": bytes_to_base64url(bytes(32))}],
)
def test_answer_is_refused_when_it_is_for_something_else(device: Device, said: dict[str, Any]) -> None:
    with pytest.raises(PasskeyRejected):
        _check(device, device.answer(**said))


def test_device_must_know_its_user_where_a_passkey_alone_lets_in(device: Device) -> None:
    alone = replace(SITE, needs_verification=True)
    assert _check(device, device.answer(flags=PRESENT)) == 1
    assert _check(device, device.answer(), alone) == 1
    with pytest.raises(PasskeyRejected):
        _check(device, device.answer(flags=PRESENT), alone)
    asked = json.loads(ask_for_known(alone, CHALLENGE, known=[device.passkey]))
    made = json.loads(ask_for_new(alone, CHALLENGE, account=(b"1", "a"), known=[]))
    assert asked["userVerification"] == made["authenticatorSelection"]["userVerification"] == "required"


@pytest.mark.parametrize("answer", ["", "{}", "[]", '{"response":{"clientDataJSON":7}}', "null"])
def test_answer_is_refused_when_it_is_none(device: Device, answer: str) -> None:
    with pytest.raises(PasskeyRejected):
        _check(device, answer)
