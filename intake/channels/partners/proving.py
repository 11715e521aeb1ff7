"""Checking that a call is the gateway's, as its mapping says."""

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit, urlunsplit

from crypto.codes import hash_sha256, hmac_sha1, hmac_sha256, hmac_sha512, is_signed_by
from intake.channels.partners.call import RawCall
from intake.channels.partners.mapping import Proof, ProofKind
from intake.channels.partners.networks import is_listed
from intake.channels.partners.partner import Partner
from intake.channels.partners.reading import decode_base64, join_fields, read_fields
from intake.channels.partners.signing import list_spellings, require_recent
from intake.ground.errors import CallRejected, CallUnreadable

_CODES = {"sha1": hmac_sha1, "sha256": hmac_sha256, "sha512": hmac_sha512}
_MILLISECONDS = 13


def prove(call: RawCall, partner: Partner, proofs: tuple[Proof, ...], *, at: datetime) -> None:
    """Return quietly where every proof holds. Raises CallRejected."""
    if not proofs or (partner.networks and not is_listed(call.network_address, partner.networks)):
        raise CallRejected
    for proof in proofs:
        if proof.timestamp:
            require_recent(_read_seconds(call.headers.get(proof.timestamp.lower(), "")), at=at)
        if not any(_CHECKS[proof.kind](call, partner, proof, secret, at) for secret in partner.live_secrets(at)):
            raise CallRejected


def _check_code(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del partner, at
    given, key = _read_given(call, proof), _read_key(secret, proof)
    if given is None or key is None:
        return False
    return any(secrets.compare_digest(_CODES[proof.algorithm](key, each), given) for each in _list_signed(call, proof))


def _check_signature(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del partner, at
    given, key = _read_given(call, proof), _read_key(secret, proof.model_copy(update={"secret": "base64"}))
    if given is None or key is None:
        return False
    return any(is_signed_by(key, given, each) for each in _list_signed(call, proof))


def _check_token(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    """Check a JSON Web Token (RFC 7519). Only HS256 counts, whatever its head says."""
    del partner
    head, _dot, rest = _strip_scheme(call.headers.get(proof.header.lower(), ""), "bearer").partition(".")
    body, _dot, code = rest.partition(".")
    try:
        algorithm, claims = json.loads(decode_base64(head)).get("alg"), json.loads(decode_base64(body))
        is_genuine = secrets.compare_digest(
            hmac_sha256(secret.encode(), f"{head}.{body}".encode()), decode_base64(code)
        )
        return is_genuine and algorithm == "HS256" and _is_current(claims, at) and _covers_body(claims, call.body)
    except (ValueError, AttributeError, TypeError):
        return False


def _is_current(claims: Mapping[str, object], at: datetime) -> bool:
    now, leeway = at.timestamp(), 300
    limits = {name: claims[name] for name in ("exp", "nbf", "iat") if claims.get(name) is not None}
    if not all(isinstance(each, int | float) and not isinstance(each, bool) for each in limits.values()):
        return False
    expires, begins = limits.get("exp"), limits.get("nbf", limits.get("iat"))
    is_begun = begins is None or float(str(begins)) <= now + leeway
    if expires is None:
        # Without an end of its own a token is good for as long as a signed time is.
        return begins is not None and is_begun and now - float(str(begins)) <= leeway
    return is_begun and now <= float(str(expires)) + leeway


def _covers_body(claims: Mapping[str, object], body: bytes) -> bool:
    told = claims.get("payload_hash")
    return told is None or told == hash_sha256(body).hex()


def _check_basic(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del proof, at
    try:
        given = decode_base64(_strip_scheme(call.headers.get("authorization", ""), "basic"))
    except ValueError:
        return False
    return secrets.compare_digest(given, f"{partner.account}:{secret}".encode())


def _check_bearer(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del partner, at
    given = _strip_scheme(call.headers.get(proof.header.lower(), ""), "bearer")
    return secrets.compare_digest(given.encode(), secret.encode())


def _check_header(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del partner, at
    given = call.headers.get(proof.header.lower(), "").removeprefix(proof.prefix)
    return secrets.compare_digest(given.encode(), secret.encode())


def _check_address(call: RawCall, partner: Partner, proof: Proof, secret: str, at: datetime) -> bool:
    del proof, secret, at
    return is_listed(call.network_address, partner.networks)


_CHECKS: Mapping[ProofKind, Callable[[RawCall, Partner, Proof, str, datetime], bool]] = {
    ProofKind.HMAC: _check_code,
    ProofKind.ED25519: _check_signature,
    ProofKind.JWT: _check_token,
    ProofKind.BASIC: _check_basic,
    ProofKind.BEARER: _check_bearer,
    ProofKind.TOKEN: _check_header,
    ProofKind.ADDRESS: _check_address,
}


def _strip_scheme(header: str, scheme: str) -> str:
    found, space, rest = header.strip().partition(" ")
    return rest.strip() if space and found.lower() == scheme else ""


def _read_seconds(written: str) -> str:
    """Return seconds for seconds or milliseconds."""
    return written[:-3] if len(written) == _MILLISECONDS and written.isdigit() else written


def _read_given(call: RawCall, proof: Proof) -> bytes | None:
    written = call.headers.get(proof.header.lower(), "").strip()
    if not written.startswith(proof.prefix):
        return None
    bare = written.removeprefix(proof.prefix)
    try:
        return bytes.fromhex(bare) if proof.encoding == "hex" else base64.b64decode(bare, validate=True)
    except ValueError:
        return None


def _read_key(secret: str, proof: Proof) -> bytes | None:
    try:
        return secret.encode() if proof.secret == "text" else decode_base64(secret)  # noqa: S105, an encoding
    except ValueError:
        return None


def _list_signed(call: RawCall, proof: Proof) -> list[bytes]:
    """Return what may have been signed: the URL with and without its port, as Twilio's own validator tries it."""
    return [_fill(call, proof, url) for url in list_spellings(call.url)]


def _fill(call: RawCall, proof: Proof, url: str) -> bytes:
    parts = urlsplit(url)
    values = {
        "body-sha256": hash_sha256(call.body).hex().encode(),
        "body-sha256-bytes": hash_sha256(call.body),
        "url": url.encode(),
        "url-without-query": urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")).encode(),
        "timestamp": call.headers.get(proof.timestamp.lower(), "").encode(),
        "nonce": call.headers.get(proof.nonce.lower(), "").encode(),
        "fields": _join(call) if "{fields}" in proof.signed else b"",
        "body": call.body,
    }
    pieces = proof.signed.encode().replace(b"}", b"{").split(b"{")
    # Every second piece is a name; the body goes in as bytes, whatever they are.
    return b"".join(values[piece.decode()] if at % 2 else piece for at, piece in enumerate(pieces))


def _join(call: RawCall) -> bytes:
    try:
        return join_fields(read_fields(call)).encode()
    except CallUnreadable as error:
        raise CallRejected from error
