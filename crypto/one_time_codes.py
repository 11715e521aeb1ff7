"""One-time codes that depend on the time (TOTP, RFC 6238): six digits, thirty seconds, as authenticator apps have."""

import base64
import secrets
from datetime import datetime

from pyotp import TOTP

STEP_SECONDS = 30
_DIGITS = 6
_SECRET_BYTES = 20
# A telephone's clock may be half a minute off either way.
_NEAR = (0, -1, 1)


def as_code_secret(raw: bytes) -> str:
    """Return the first 160 bits of a secret in base 32, as apps take it (RFC 4226, section 4, asks for 160 bits)."""
    return base64.b32encode(raw[:_SECRET_BYTES]).decode()


def code_url(secret: str, *, account: str, issuer: str) -> str:
    """Return what an app reads from a QR code."""
    return TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def find_step(secret: str, typed: str, *, after: int, at: datetime) -> int | None:
    """Return the step of time whose code was typed, or None where it is wrong or not later than step ``after``.

    Keep what is returned as the next ``after``: a code is good once (RFC 6238, section 5.2).
    """
    if len(typed) != _DIGITS or not typed.isascii() or not typed.isdecimal():
        return None
    codes, now = TOTP(secret), int(at.timestamp()) // STEP_SECONDS
    steps = (now + offset for offset in _NEAR)
    found = [step for step in steps if secrets.compare_digest(codes.generate_otp(step), typed)]
    return next((step for step in found if step > after), None)
