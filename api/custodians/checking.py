"""What a custodian's tool checks of a request before it looks at the digits, without the server's word."""

from datetime import timedelta
from urllib.parse import urlsplit

import click

from api.custodians.desk import Desk
from api.custodians.messages import RequestShown
from api.custodians.notebook import Notebook, Sight
from api.custodians.showing import printable
from api.ground.hosts import host_of
from crypto.errors import TranscriptMalformed, Unopenable
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from intake.ground.local_time import LOCAL
from triage.custody.disclosure.transcript import FIELDS, KIND

_LONGEST_WAIT_HOURS = 10_000


def check_request(desk: Desk, request: RequestShown, notebook: Notebook, *, wait_hours: int) -> Transcript:
    """Return what would be opened. Raises click.ClickException for a request that contradicts itself or the notebook.

    The waiting time is counted from this tool's own first sight of the request, not from the server's row, and is
    ``wait_hours`` at least, whatever the request says.
    """
    try:
        transcript = Transcript.decode(request.transcript)
        told = {name: transcript.get(name) for name in ("tip", "key", "installation", "document", "wait_hours")}
        wait = timedelta(hours=max(wait_hours, min(int(told["wait_hours"]), _LONGEST_WAIT_HOURS)))
    except (TranscriptMalformed, ValueError):
        raise _refuse("what is asked cannot be read") from None
    if (transcript.kind, tuple(name for name, _value in transcript.fields)) != (KIND, FIELDS):
        raise _refuse("it is no request of this kind")
    if told["tip"] != request.subject:
        raise _refuse("the server names another tip than the asker did")
    if told["key"] != PublicKey(request.public_key).fingerprint:
        raise _refuse("the server names another key than the asker did")
    if _origin_of(told["installation"]) != _origin_of(desk.server):
        elsewhere = printable(told["installation"])
        raise _refuse("it was asked at another service: " + elsewhere)
    if _read_document(desk, request) != told["document"]:
        raise _refuse("the reasons are of another document")
    sight = notebook.find_sight(request.id)
    if sight is None or sight.transcript != digest_transcript(request.transcript):
        raise _refuse("it is not the request that this tool saw first under this number")
    if desk.now() < sight.seen_at + wait:
        raise _too_early(sight, wait)
    return transcript


def _origin_of(url: str) -> tuple[str, str]:
    """Return a URL's scheme and host (RFC 6454, 4). Raises click.ClickException for what is none."""
    try:
        return urlsplit(url.strip()).scheme, host_of(url.strip())
    except ValueError:
        raise _refuse("the address of its service cannot be read") from None


def _read_document(desk: Desk, request: RequestShown) -> str | None:
    try:
        grounds = desk.read_grounds(request)
    except Unopenable:
        return None
    return None if grounds is None else grounds.document


def _too_early(sight: Sight, wait: timedelta) -> click.ClickException:
    opens = f"{(sight.seen_at + wait).astimezone(LOCAL):%Y-%m-%d %H:%M}"
    return click.ClickException(
        f"This tool may approve the request from {opens} on: the waiting time counts from when it saw it first. "
        "Nothing was sent."
    )


def _refuse(what: str) -> click.ClickException:
    advice = "Nothing was sent. Tell the other custodians and the officer, by a way that is not this server."
    return click.ClickException(f"WARNING: {what}. {advice}")
