#!/usr/bin/python3
"""Hands texts of a USB modem to homthu: called by gammu-smsd (RunOnReceive) or by smstools3 (eventhandler).

A text is written to a folder first, and deleted there when homthu has it, so none is lost while the line is down; each
call, and ``post_text.py flush`` from a timer, tries again what waits. It needs nothing but Python, and prints no word
and no number.

Settings, in the environment or as NAME=VALUE lines in /etc/homthu-modem.conf: HOMTHU_URL (https://…/hooks/sms/NAME),
HOMTHU_SECRET (whsec_…, as ``homthu partner add NAME --adapter standard`` printed it), HOMTHU_SPOOL (the folder).
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

CONFIGURATION = Path("/etc/homthu-modem.conf")
TIMEOUT_SECONDS = 20
# Wider than what three tries of smstools3 need: a text that comes twice has one name.
NAMESPACE = uuid.UUID("6f1c2f0e-5a0e-4a56-9a4d-1d2f7f3a9c11")


def read_settings() -> dict[str, str]:
    """Return the settings of the file, and over them those of the environment."""
    settings = {}
    if CONFIGURATION.exists():
        lines = CONFIGURATION.read_text(encoding="utf-8").splitlines()
        settings = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {**settings, **{name: value for name, value in os.environ.items() if name.startswith("HOMTHU_")}}


def read_gammu(environment: Mapping[str, str]) -> Iterator[dict[str, object]]:
    """Yield the texts that gammu-smsd puts into the environment. Long ones it has joined already."""
    count, decoded = int(environment.get("SMS_MESSAGES", "0")), int(environment.get("DECODED_PARTS", "0"))
    if not count:
        return
    parts = [environment.get(f"DECODED_{number}_TEXT", "") for number in range(decoded)]
    if not any(parts):
        parts = [environment.get(f"SMS_{number}_TEXT", "") for number in range(1, count + 1)]
    yield {"id": uuid.uuid4().hex, "from": environment.get("SMS_1_NUMBER", ""), "text": "".join(parts)}


def read_smstools(file: Path) -> Iterator[dict[str, object]]:
    """Yield the text in a file of smstools3. One in UCS-2 has a body in UTF-16, high byte first."""
    raw = file.read_bytes()
    head, _blank, body = raw.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").splitlines()
    fields = {name.lower(): value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}
    wide = fields.get("alphabet", "").lower() in ("ucs2", "ucs", "unicode")
    text = body.decode("utf-16-be" if wide else "utf-8", "replace").rstrip("\n")
    # The file's own bytes name the text: the same file again is the same text.
    yield {
        "id": uuid.uuid5(NAMESPACE, hashlib.sha256(raw).hexdigest()).hex,
        "from": fields.get("from", ""),
        "text": text,
    }


def spool(folder: Path, text: Mapping[str, object]) -> None:
    """Write a text down whole, or not at all."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{text['id']}.json"
    unfinished = file.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump({"type": "sms.received", "data": text}, opened, ensure_ascii=False)
        opened.flush()
        os.fsync(opened.fileno())
    unfinished.rename(file)


def post(body: bytes, url: str, secret: str) -> bool:
    """Hand one text over by Standard Webhooks, and say whether homthu has it."""
    call_id, seconds = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    code = base64.b64encode(hmac.new(key, f"{call_id}.{seconds}.".encode() + body, hashlib.sha256).digest()).decode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": call_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{code}",
    }
    try:
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310, our own setting
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310, as above
            return 200 <= answer.status < 300  # noqa: PLR2004, the classes of HTTP
    except (urllib.error.URLError, OSError) as error:
        sys.stderr.write(f"homthu did not take a text: {getattr(error, 'code', type(error).__name__)}\n")
        return False


def flush(folder: Path, url: str, secret: str) -> int:
    """Hand over what waits, the oldest first, until one is not taken; return how many still wait."""
    waiting = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    for at, file in enumerate(waiting):
        if not post(file.read_bytes(), url, secret):
            return len(waiting) - at
        file.unlink()
    return 0


def main(arguments: list[str]) -> int:
    """Take what the modem's program tells, and hand over everything that waits."""
    settings = read_settings()
    folder = Path(settings.get("HOMTHU_SPOOL", "/var/spool/homthu-modem"))
    if arguments[:1] == ["RECEIVED"]:
        texts = read_smstools(Path(arguments[1]))
    elif "SMS_MESSAGES" in os.environ:
        texts = read_gammu(os.environ)
    else:
        texts = iter(())
    for text in texts:
        spool(folder, text)
    return 1 if flush(folder, settings["HOMTHU_URL"], settings["HOMTHU_SECRET"]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
