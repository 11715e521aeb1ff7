"""``homthu custodian list``, ``approve``, ``refuse``, ``acknowledge`` and ``check``, on the custodian's own machine."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import httpx
from pydantic import ValidationError

from api.commands.options import FILE, language_option
from api.commands.resealing import reseal
from api.commands.typing import open_key
from api.custodians.checking import RequestDoubtful, TooEarly, check_request
from api.custodians.desk import Desk, ServerRefused
from api.custodians.looking import write_down
from api.custodians.messages import Inbox, RequestShown
from api.custodians.notebook import Known, Notebook, NotebookDamaged
from api.custodians.showing import printable
from api.custodians.telling import tell_checked, tell_refusal, tell_request, tell_time, tell_warnings
from api.custodians.words import say
from crypto.errors import CryptoError, KeyMalformed
from crypto.keys import PublicKey, Seed
from crypto.transcripts import comparison_groups, digest_transcript
from intake.identity.key_files import read_key_file
from triage.custody.disclosure.transcript import list_named
from triage.ground.vocabulary import Verdict

_TIMEOUT_SECONDS = 30.0
USUAL_WAIT_HOURS = 24
_CLOCK_MAY_BE_OFF_SECONDS = 60
_LOOPBACK = ("localhost", "127.0.0.1", "::1")

server_option = click.option("--server", required=True, help="The service's URL, https://…")
key_option = click.option("--key", "key_file", type=FILE, required=True, help="Your key file.")
ca_option = click.option("--ca", "ca_file", type=FILE, help="The certificate of an authority of your own.")
wait_option = click.option(
    "--wait-hours",
    type=click.IntRange(0, 10_000),
    default=USUAL_WAIT_HOURS,
    show_default=True,
    help="How long your tool must have known a request, whatever the request says.",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A custodian at the desk: what the server says now, and what the notebook says of before."""

    desk: Desk
    inbox: Inbox
    notebook: Notebook
    known: Known
    language: str
    clock_off_seconds: int | None
    """How far this machine's clock is off the server's; None where the server does not tell its time."""

    def find(self, request_id: str) -> RequestShown:
        """Return the request whose number begins so. Raises click.ClickException."""
        found = [each for each in self.inbox.requests if request_id and each.id.startswith(request_id)]
        if len(found) != 1:
            raise click.ClickException(say(self.language, "no_such"))
        return found[0]


@click.command(name="list")
@server_option
@key_option
@ca_option
@language_option
def list_requests(server: str, key_file: Path, ca_file: Path | None, language: str) -> None:
    """Print every request, and the journal's newest head, which the notebook keeps."""
    with sit_down(server, key_file, ca_file=ca_file, language=language) as seat:
        show_all(seat)


@click.command()
@click.argument("request_id")
@server_option
@key_option
@ca_option
@click.option("--digits", help="From the document that you were given; asked for once the request was shown.")
@wait_option
@language_option
def approve(  # noqa: PLR0913, its options
    request_id: str,
    server: str,
    key_file: Path,
    *,
    ca_file: Path | None,
    digits: str | None,
    wait_hours: int,
    language: str,
) -> None:
    """Give your share of this one tip's identities, or of this one post's key, sealed to the asker."""
    with sit_down(server, key_file, ca_file=ca_file, language=language) as seat:
        give(seat, request_id, digits=digits, wait_hours=wait_hours)


@click.command()
@click.argument("request_id")
@server_option
@key_option
@ca_option
@click.option("--reason", help="Why not; the asker and the other custodians read it. Asked for where it is missing.")
@language_option
def refuse(
    request_id: str, server: str, key_file: Path, *, ca_file: Path | None, reason: str | None, language: str
) -> None:
    """Say no to a request, with a reason."""
    with sit_down(server, key_file, ca_file=ca_file, language=language) as seat:
        say_no(seat, request_id, reason)


@click.command()
@click.argument("number", type=click.IntRange(min=1))
@key_option
@language_option
def acknowledge(number: int, key_file: Path, language: str) -> None:
    """Say that you have asked about a warning, and that it has a good reason. It is not repeated then."""
    with _in_plain_words(language):
        mark_acknowledged(Notebook(key_file), number, language)


@click.command()
@server_option
@key_option
@ca_option
@language_option
def check(server: str, key_file: Path, ca_file: Path | None, language: str) -> None:
    """Say whether everything is in order: the server, the clock, the notebook, the custodians."""
    with sit_down(server, key_file, ca_file=ca_file, language=language) as seat:
        show_state(seat)


@contextmanager
def sit_down(server: str, key_file: Path, *, ca_file: Path | None, language: str) -> Iterator[Seat]:
    """Open the key, ask the server, and write down what is new. Raises click.ClickException."""
    check_server(server, language)
    seed = open_key(key_file, read_key_file)
    with ask_server(server, seed, Notebook(key_file), ca_file=ca_file, language=language) as seat:
        yield seat


@contextmanager
def ask_server(server: str, seed: Seed, notebook: Notebook, *, ca_file: Path | None, language: str) -> Iterator[Seat]:
    """The same with a key that is open already."""
    times: list[str] = []
    hooks = {"response": [lambda answer: times.append(answer.headers.get("date", ""))]}
    # The system's own authorities, and the one that is named: a commune's server may have one of its own.
    trust = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    with (
        _in_plain_words(language),
        httpx.Client(trust_env=False, timeout=_TIMEOUT_SECONDS, verify=trust, event_hooks=hooks) as client,
    ):
        desk = Desk(server.rstrip("/"), client, seed)
        inbox = desk.fetch_inbox()
        write_down(notebook, inbox, at=desk.now())
        known = notebook.read()
        for line in tell_warnings(known, language):
            click.echo(line, err=True)
        yield Seat(desk, inbox, notebook, known, language, _read_clock(desk, times))


def check_server(server: str, language: str) -> None:
    """Refuse an address that anybody on the way could read. Raises click.ClickException."""
    try:
        parts = urlsplit(server.strip())
        host = parts.hostname or ""
    except ValueError:
        parts, host = None, ""
    scheme = "" if parts is None else parts.scheme
    is_closed = host in _LOOPBACK or host.endswith(".onion")
    if not host or not (scheme == "https" or (scheme == "http" and is_closed)):
        raise click.ClickException(say(language, "not_https"))


def show_all(seat: Seat) -> None:
    """Print every request."""
    head = seat.inbox
    click.echo(say(seat.language, "head_kept", head.head_number, printable(head.head)))
    for request in head.requests:
        click.echo("\n".join(tell_request(seat.desk, head, request, seat.known, seat.language)))
    if not head.requests:
        click.echo(say(seat.language, "no_requests"))


def give(seat: Seat, request_id: str, *, digits: str | None, wait_hours: int) -> None:
    """Show what would be opened, compare the paper's digits, and send the shares. Raises click.ClickException."""
    request, language = seat.find(request_id), seat.language
    if seat.known.warnings:
        raise click.ClickException(say(language, "unacknowledged"))
    checked = check_request(seat.desk, seat.inbox, request, seat.known, wait_hours=wait_hours)
    click.echo("\n".join(tell_request(seat.desk, seat.inbox, request, seat.known, language)))
    click.echo("\n".join(tell_checked(checked, language)))
    if digits is None:
        digits = click.prompt(say(language, "ask_digits"))
    # The server could put a key of its own in the asker's place: the paper is what it cannot write.
    if "".join(filter(str.isdigit, digits)) != comparison_groups(request.transcript).replace(" ", ""):
        raise click.ClickException(say(language, "wrong_digits"))
    try:
        shares = reseal(seat.desk.seed, request, PublicKey(request.public_key))
    except CryptoError:
        raise click.ClickException(say(language, "moved_share")) from None
    if not shares or not shares.keys() <= list_named(request.transcript):
        raise click.ClickException(say(language, "no_share"))
    seat.desk.approve(request, shares)
    _note_decision(seat, request, Verdict.APPROVE)
    click.echo(say(language, "approved", len(shares)))


def say_no(seat: Seat, request_id: str, reason: str | None) -> None:
    """Refuse a request. Raises click.ClickException."""
    request = seat.find(request_id)
    why = reason if reason is not None else click.prompt(say(seat.language, "ask_reason"))
    readers = [PublicKey(each.public_key) for each in seat.inbox.custodians]
    seat.desk.refuse(request, why, [*readers, PublicKey(request.asker_key)])
    _note_decision(seat, request, Verdict.REFUSE)
    click.echo(say(seat.language, "refused"))


def mark_acknowledged(notebook: Notebook, number: int, language: str) -> None:
    """Ask once more, and write the acknowledgement down. Raises click.ClickException."""
    known = notebook.read()
    if number not in known.warnings:
        raise click.ClickException(say(language, "no_such_warning"))
    click.echo("\n".join(tell_warnings(known, language)))
    click.confirm(say(language, "ask_sure"), abort=True)
    with notebook.writing(datetime.now(UTC)) as pen:
        pen.write("acknowledged", {"warning": str(number)})
    click.echo(say(language, "acknowledged", number))


def show_state(seat: Seat) -> None:
    """Print a line for each thing that has to be in order."""
    language, off = seat.language, seat.clock_off_seconds
    lines = [
        (True, say(language, "check_server")),
        (bool(seat.inbox.custodians), say(language, "check_custodians", len(seat.inbox.custodians), seat.inbox.needed)),
        (True, say(language, "check_notebook", seat.known.lines, seat.known.last[:16])),
        (not seat.known.warnings, say(language, "check_warnings", len(seat.known.warnings))),
        (True, say(language, "check_key", seat.desk.fingerprint[:32])),
    ]
    if off is not None:
        lines.append((abs(off) <= _CLOCK_MAY_BE_OFF_SECONDS, say(language, "check_clock", off)))
    for is_fine, line in lines:
        click.echo(say(language, "fine" if is_fine else "fault", line))


def _note_decision(seat: Seat, request: RequestShown, verdict: Verdict) -> None:
    with seat.notebook.writing(seat.desk.now()) as pen:
        digest = digest_transcript(request.transcript)
        pen.write("decision", {"request": request.id, "verdict": verdict, "transcript": digest})


def _read_clock(desk: Desk, times: list[str]) -> int | None:
    try:
        return round((desk.now() - parsedate_to_datetime(times[-1])).total_seconds())
    except (ValueError, IndexError, TypeError):
        return None


@contextmanager
def _in_plain_words(language: str) -> Iterator[None]:
    """Say what went wrong, and that nothing was sent. Raises click.ClickException."""
    try:
        yield
    except RequestDoubtful as error:
        reason = say(language, error.name, *error.values)
        message = f"{say(language, 'doubtful')}: {reason}. {say(language, 'advice')}"
        raise click.ClickException(message) from None
    except TooEarly as error:
        raise click.ClickException(say(language, "too_early", tell_time(error.opens_at))) from None
    except ServerRefused as error:
        raise click.ClickException(say(language, "refused_by_server", tell_refusal(error.why, language))) from None
    except httpx.HTTPError as error:
        name = "bad_certificate" if "CERTIFICATE" in str(error).upper() else "no_answer"
        raise click.ClickException(say(language, name, type(error).__name__)) from None
    except NotebookDamaged as error:
        raise click.ClickException(say(language, "notebook_damaged", error.file, error.line)) from None
    except (ValidationError, KeyMalformed):
        raise click.ClickException(say(language, "bad_answer")) from None
