"""Keeping a call that is authentic and cannot be read: whole, sealed to the worker, read again after a fix."""

import base64
import json

from intake.channels.partners.call import RawCall
from intake.channels.partners.partner import AdapterName
from intake.identity.seal import seal_call
from intake.submission import WorkerKey

# What an adapter may need to read the call again. Everything else in the headers is left behind.
_KEPT = ("content-type",)
_KEPT_PREFIXES = ("x-kannel-", "webhook-", "x-twilio-")
# A mapping may look into any header; these hold what proved the call.
_NEVER_KEPT = ("auth", "cookie", "key", "secret", "signature", "token")


def seal_raw_call(call: RawCall, adapter: AdapterName, *, quarantine_id: str, worker: WorkerKey) -> bytes:
    """Return the call, sealed. Secrets in its headers are not kept: it was verified already."""
    kept = {name: value for name, value in call.headers.items() if name in _KEPT or _is_kept(name, adapter)}
    raw = json.dumps([adapter, call.url, kept, base64.b64encode(call.body).decode()]).encode()
    return seal_call(raw, quarantine_id=quarantine_id, worker=worker)


def _is_kept(name: str, adapter: AdapterName) -> bool:
    is_looked_at = adapter is AdapterName.MAPPED or name.startswith(_KEPT_PREFIXES)
    return is_looked_at and not any(word in name for word in _NEVER_KEPT)


def read_raw_call(raw: bytes) -> tuple[AdapterName, RawCall]:
    """Read what :func:`seal_raw_call` kept, after the worker opened it. Where it came from is forgotten."""
    adapter, url, headers, body = json.loads(raw)
    return AdapterName(adapter), RawCall(url, headers, base64.b64decode(body), "")
