"""What a custodian's tool checks of a request before it looks at the digits, without the server's word."""

from datetime import timedelta

import click

from api.custodians.desk import Desk
from api.custodians.messages import RequestShown
from api.custodians.notebook import Notebook, Sight
from crypto.errors import TranscriptMalformed, Unopenable
from crypto.keys import PublicKey
from crypto.transcripts import Transcript, digest_transcript
from intake.ground.local_time import LOCAL
from triage.custody.disclosure.transcript import KIND


def check_request(desk: Desk, request: RequestShown, notebook: Notebook) -> Transcript:
    """Return what would be opened. Raises click.ClickException for a request that contradicts itself or the notebook.

    The waiting time is counted from this tool's own first sight of the request, not from the server's row.
    """
    try:
        transcript = Transcript.decode(request.transcript)
        told = {name: transcript.get(name) for name in ("tip", "key", "installation", "document", "wait_hours")}
        wait = timedelta(hours=int(told["wait_hours"]))
    except (TranscriptMalformed, ValueError, OverflowError):
        raise _refuse("what is asked cannot be read") from None
    if transcript.kind != KIND or told["tip"] != request.subject:
        raise _refuse("the server names another tip than the asker did")
    if told["key"] != PublicKey(request.public_key).fingerprint:
        raise _refuse("the server names another key than the asker did")
    if told["installation"].rstrip("/") != desk.server:
        raise _refuse("it was asked at another service")
    if _read_document(desk, request) != told["document"]:
        raise _refuse("the reasons are of another document")
    sight = notebook.find_sight(request.id)
    if sight is None or sight.transcript != digest_transcript(request.transcript):
        raise _refuse("it is not the request that this tool saw first under this number")
    if desk.now() < sight.seen_at + wait:
        raise _too_early(sight, wait)
    return transcript


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
