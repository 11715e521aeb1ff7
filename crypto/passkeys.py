"""Passkeys (Web Authentication, level 3): a browser's proof that the right device is at hand.

A passkey proves, and locks nothing: the library gives no secret of the device, so what an officer holds stays locked
under the passphrase. The library and what it brings take 8 MB, so it is loaded when the first passkey is used.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crypto.errors import PasskeyRejected

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor, UserVerificationRequirement


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys are good: browsers give an answer for this host only."""

    host: str
    origin: str
    name: str
    needs_verification: bool = False
    """Whether the device must know its user by finger, face or a code: where a passkey alone lets in."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of a passkey. All of it is public, and none of it may be changed unseen."""

    credential_id: bytes
    public_key: bytes


def ask_for_new(site: Site, challenge: bytes, *, account: tuple[bytes, str], known: Sequence[Passkey]) -> str:
    """Return, as JSON for the browser, the question for a new passkey. ``account`` is an id and a name to show."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement  # noqa: PLC0415

    account_id, name = account
    options = generate_registration_options(
        rp_id=site.host,
        rp_name=site.name,
        user_id=account_id,
        user_name=name,
        challenge=challenge,
        exclude_credentials=_describe(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.DISCOURAGED, user_verification=_verification(site)
        ),
    )
    return options_to_json(options)


def take_new(site: Site, challenge: bytes, answer: str) -> Passkey:
    """Return the passkey that the browser made for this challenge. Raises PasskeyRejected."""
    from webauthn import verify_registration_response  # noqa: PLC0415

    try:
        _check_frame(answer)
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=site.needs_verification,
        )
    except Exception:  # noqa: BLE001, anything may be in the answer: whatever its parser raises is a refusal
        # Without its cause: the library's messages repeat what was sent.
        raise PasskeyRejected from None
    return Passkey(made.credential_id, made.credential_public_key)


def ask_for_known(site: Site, challenge: bytes, *, known: Sequence[Passkey]) -> str:
    """Return, as JSON for the browser, the question for one of the known passkeys."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415

    return options_to_json(
        generate_authentication_options(
            rp_id=site.host,
            challenge=challenge,
            allow_credentials=_describe(known),
            user_verification=_verification(site),
        )
    )


def check_known(site: Site, challenge: bytes, answer: str, *, passkey: Passkey, counted: int) -> int:
    """Return the passkey's new count of signatures. Raises PasskeyRejected, also where the count went back."""
    from webauthn import verify_authentication_response  # noqa: PLC0415

    try:
        _check_frame(answer)
        checked = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=counted,
            require_user_verification=site.needs_verification,
        )
    except Exception:  # noqa: BLE001, as above
        raise PasskeyRejected from None
    if checked.credential_id != passkey.credential_id:
        raise PasskeyRejected
    return checked.new_sign_count


def _verification(site: Site) -> "UserVerificationRequirement":
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    return UserVerificationRequirement.REQUIRED if site.needs_verification else UserVerificationRequirement.PREFERRED


def _check_frame(answer: str) -> None:
    """Raise PasskeyRejected for an answer that was given inside another site's page (level 3, section 13.4.9)."""
    from webauthn.helpers import base64url_to_bytes, parse_client_data_json  # noqa: PLC0415

    said = parse_client_data_json(base64url_to_bytes(json.loads(answer)["response"]["clientDataJSON"]))
    if said.cross_origin:
        raise PasskeyRejected


def _describe(known: Sequence[Passkey]) -> "list[PublicKeyCredentialDescriptor]":
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known]
