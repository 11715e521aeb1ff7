"""Web push: a message that only one browser can read (RFC 8291), from a sender that its push service knows (RFC 8292).

Both standards are carried out by Mozilla's libraries ``http-ece`` and ``py-vapid``; here is their one use.
"""

import base64
from datetime import datetime

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from crypto.errors import KeyMalformed
from crypto.keys import Key

_KEY_BYTES = 32


def make_push_key() -> Key:
    """Return a fresh private key, by which push services know this sender."""
    number = generate_private_key(SECP256R1()).private_numbers().private_value
    return Key(number.to_bytes(_KEY_BYTES, "big"))


def push_public_key(key: Key) -> str:
    """Return the public half as browsers take it: the uncompressed point, base64url without padding."""
    point = _vapid(key).public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def encrypt_for_browser(plaintext: bytes, *, browser_key: bytes, browser_secret: bytes) -> bytes:
    """Return the body of a push message. Raises KeyMalformed where the browser's key or secret is none."""
    try:
        encrypted: bytes = http_ece.encrypt(
            plaintext,
            private_key=generate_private_key(SECP256R1()),
            dh=browser_key,
            auth_secret=browser_secret,
            version="aes128gcm",
        )
    except (ValueError, http_ece.ECEException) as error:
        raise KeyMalformed from error
    return encrypted


def sign_for_push_service(key: Key, *, audience: str, contact: str, expires_at: datetime) -> str:
    """Return the ``Authorization`` header for the push service at ``audience``.

    ``contact`` is a mailto: or https: address at which the service's people reach ours.
    """
    claims = {"aud": audience, "sub": contact, "exp": int(expires_at.timestamp())}
    return str(_vapid(key).sign(claims)["Authorization"])


def _vapid(key: Key) -> Vapid02:
    return Vapid02.from_raw(base64.urlsafe_b64encode(key.reveal()))
