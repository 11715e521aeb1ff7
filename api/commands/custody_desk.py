"""``homthu custodian list``, ``approve`` and ``refuse``: the requests, on the custodian's own machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import click
import httpx
from pydantic import ValidationError

from api.commands.options import FILE, language_option
from api.commands.typing import open_key
from api.custodians.checking import check_request
from api.custodians.desk import Desk, ServerRefused
from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Notebook, NotebookUnreadable
from api.custodians.showing import printable
from api.custodians.slip import show_transcript
from crypto.comparison import comparison_digits
from crypto.errors import CryptoError, KeyMalformed, TranscriptMalformed, Unopenable
from crypto.keys import PublicKey, Seed
from crypto.transcripts import Transcript, comparison_groups, digest_transcript
from intake.identity.disclose import DisclosedShare, open_file_share, open_share, reseal_share
from intake.identity.key_files import read_key_file
from intake.submission import IdentityId, SealedShare, TipId
from triage.custody.recovery.shares import reseal_share as reseal_share_of_post
from triage.custody.requests.refusals import open_refusal
from triage.custody.requests.requests import RequestKind
from triage.ground.vocabulary import DisclosureState

_TIMEOUT_SECONDS = 30.0
_SAID = {
    "waiting": "the waiting time is not over yet",
    "over": "the request is over",
    "decided": "you have decided already",
    "not_yours": "it is not yours to decide: your own request, or made before you became a custodian",
    "shares": "what is kept of the tip has changed meanwhile; list the requests again",
    "401": "the server does not know this key; are its settings right, and is this machine's clock?",
    "404": "there is no such request",
}

server_option = click.option("--server", required=True, help="The service's URL, https://…")
key_option = click.option(
    "--key",
    "key_file",
    type=FILE,
    required=True,
    help="Your key file.",
)


@click.command(name="list")
@server_option
@key_option
@language_option
def list_requests(server: str, key_file: Path, language: str) -> None:
    """Print every request, and the journal's newest head, which is kept beside the key file."""
    with _sit_down(server, key_file) as (desk, inbox):
        click.echo(f"The journal's head, kept beside your key file: {inbox.head_number}:{inbox.head}")
        for request in inbox.requests:
            _show(desk, inbox, request, language)
        if not inbox.requests:
            click.echo("No requests.")


@click.command()
@click.argument("request_id")
@server_option
@key_option
@click.option("--digits", help="From the document that you were given; asked for once the request was shown.")
@click.option(
    "--wait-hours",
    type=click.IntRange(0, 10_000),
    default=24,
    show_default=True,
    help="How long your tool must have known a request, whatever the request says.",
)
@language_option
def approve(request_id: str, server: str, key_file: Path, digits: str | None, wait_hours: int, language: str) -> None:
    """Give your share of this one tip's identities, or of this one post's key, sealed to the asker."""
    with _sit_down(server, key_file) as (desk, inbox):
        request = _find(inbox, request_id)
        to = PublicKey(request.public_key)
        expected = comparison_digits(to)
        if request.kind is RequestKind.DISCLOSURE:
            check = check_request(desk, request, Notebook(key_file), wait_hours=wait_hours)
            click.echo("\n".join(show_transcript(check, language)))
            expected = comparison_groups(request.transcript)
        else:
            _show(desk, inbox, request, language)
        if digits is None:
            digits = click.prompt("The digits in the document that you were given, if this is what it asks for")
        # The server could put a key of its own in the asker's place: the paper is what it cannot write.
        if "".join(filter(str.isdigit, digits)) != expected.replace(" ", ""):
            raise click.ClickException(
                "These digits are not those of the request on the server. Nothing was sent. Ask the officer, by a way "
                "that is not this server, and tell the other custodians."
            )
        shares = reseal(desk.seed, request, to)
        if not shares:
            raise click.ClickException("The server shows no share of yours for this request. Nothing was sent.")
        desk.approve(request, shares)
    click.echo(f"Approved: {len(shares)} sealed share(s) sent.")


@click.command()
@click.argument("request_id")
@server_option
@key_option
@click.option("--reason", prompt=True, help="Why not; the asker and the other custodians read it.")
def refuse(request_id: str, server: str, key_file: Path, reason: str) -> None:
    """Say no to a request, with a reason."""
    with _sit_down(server, key_file) as (desk, inbox):
        request = _find(inbox, request_id)
        readers = [PublicKey(each.public_key) for each in inbox.custodians]
        desk.refuse(request, reason, [*readers, PublicKey(request.asker_key)])
    click.echo("Refused.")


@contextmanager
def _sit_down(server: str, key_file: Path) -> Iterator[tuple[Desk, Inbox]]:
    seed = open_key(key_file, read_key_file)
    with httpx.Client(trust_env=False, timeout=_TIMEOUT_SECONDS) as client:
        desk = Desk(server.rstrip("/"), client, seed)
        try:
            inbox = desk.fetch_inbox()
            for warning in Notebook(key_file).compare(inbox, at=desk.now()):
                click.echo(f"WARNING  {printable(warning)}", err=True)
            yield desk, inbox
        except ServerRefused as error:
            message = f"The server refused: {_SAID.get(error.why) or printable(error.why)}. Nothing was changed."
            raise click.ClickException(message) from None
        except httpx.HTTPError as error:
            message = f"The server does not answer ({type(error).__name__})."
            raise click.ClickException(message) from None
        except NotebookUnreadable as error:
            raise click.ClickException(str(error)) from None
        except (ValidationError, KeyMalformed):
            raise click.ClickException("WARNING: the server's answer cannot be read. Nothing was sent.") from None


def _find(inbox: Inbox, request_id: str) -> RequestShown:
    found = [request for request in inbox.requests if request.id.startswith(request_id)]
    if len(found) != 1:
        raise click.ClickException("There is no such request, or several begin so; see homthu custodian list.")
    return found[0]


def reseal(seed: Seed, request: RequestShown, to: PublicKey) -> dict[str, bytes]:
    """Open this custodian's shares of the tip or the post, and seal each to the asker, for this request alone."""
    openers: list[tuple[dict[str, bytes], Callable[[str, bytes], bytes]]]
    if request.kind is RequestKind.RECOVERY:
        openers = [(request.shares, partial(_reseal_key, seed, request, to))]
    else:
        openers = [
            (request.shares, partial(_reseal_identity, seed, request, to)),
            (request.file_shares, partial(_reseal_file, seed, request, to)),
        ]
    try:
        return {item: reseal_one(item, share) for shares, reseal_one in openers for item, share in shares.items()}
    except CryptoError:
        message = "A share is not what was sealed for this request: it was moved or altered. Nothing was sent."
        raise click.ClickException(message) from None


def _reseal_key(seed: Seed, request: RequestShown, to: PublicKey, key_id: str, sealed: bytes) -> bytes:
    return reseal_share_of_post(sealed, seed=seed, to=to, recovery_id=request.id, key_id=key_id)


def _reseal_identity(seed: Seed, request: RequestShown, to: PublicKey, item: str, sealed: bytes) -> bytes:
    fingerprint, tip_id = seed.public_key.fingerprint, TipId(request.subject)
    opened = open_share(SealedShare(fingerprint, sealed), seed=seed, tip_id=tip_id, identity_id=IdentityId(item))
    return reseal_share(opened, to=to, disclosed=_disclosed(request, fingerprint, item))


def _disclosed(request: RequestShown, fingerprint: str, item: str) -> DisclosedShare:
    transcript = digest_transcript(request.transcript)
    return DisclosedShare(request.id, TipId(request.subject), fingerprint, item, transcript)


def _reseal_file(seed: Seed, request: RequestShown, to: PublicKey, item: str, sealed: bytes) -> bytes:
    fingerprint, tip_id = seed.public_key.fingerprint, TipId(request.subject)
    opened = open_file_share(SealedShare(fingerprint, sealed), seed=seed, tip_id=tip_id, file_id=item)
    return reseal_share(opened, to=to, disclosed=_disclosed(request, fingerprint, item))


def _show(desk: Desk, inbox: Inbox, request: RequestShown, language: str) -> None:
    is_recovery = request.kind is RequestKind.RECOVERY
    what = f"the key of the post {printable(request.about)}" if is_recovery else "one tip's identity"
    click.echo(f"\n{printable(request.id[:12])}  {request.state}  {what}")
    click.echo(f"  asked {request.asked_at:%Y-%m-%d %H:%M} UTC by {printable(request.asker)}")
    if request.state in (DisclosureState.WAITING, DisclosureState.OPEN):
        click.echo(f"  approvals from {request.open_at:%Y-%m-%d %H:%M} until {request.expires_at:%Y-%m-%d %H:%M} UTC")
    with suppress(TranscriptMalformed):
        if request.transcript:
            click.echo("\n".join(show_transcript(Transcript.decode(request.transcript), language)))
    _show_grounds(desk, request)
    names = {each.fingerprint: f"{each.name} ({each.body})" for each in inbox.custodians}
    for said in request.decisions:
        reason = open_refusal(said.reason, seed=desk.seed, request_id=request.id, custodian=said.custodian)
        name = printable(names.get(said.custodian, said.custodian[:8]))
        click.echo(f"  {said.verdict}: {name}{f': {printable(reason)}' if reason else ''}")


def _show_grounds(desk: Desk, request: RequestShown) -> None:
    try:
        grounds = desk.read_grounds(request)
    except (Unopenable, ValidationError):
        click.echo("  WARNING  its reasons were altered, or are another request's", err=True)
        return
    if grounds is not None:
        click.echo(f"  legal basis: {printable(grounds.legal_basis)}")
        click.echo(f"  document: {printable(grounds.document)}")
        click.echo(f"  reason: {printable(grounds.reason)}")
