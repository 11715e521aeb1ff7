"""``homthu disclosure``: what the asker does away from the network: a one-time key before, and the opening after."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from pydantic import ValidationError

from api.commands.options import FILE, language_option
from api.commands.typing import ask_passphrase, open_key
from api.custodians.bundle import BundledFile, BundleFile
from api.custodians.showing import printable, printable_lines
from api.custodians.slip import RequestFile, Slip, show_transcript
from api.installing.files import write_private
from crypto.contexts import Label
from crypto.errors import SharesRejected, TranscriptMalformed, Unopenable
from crypto.keys import Seed
from crypto.shares import join_enough
from crypto.transcripts import Transcript, comparison_groups, digest_transcript
from intake.ground.local_time import LOCAL
from intake.ground.text import TextUnreadable, clean
from intake.identity.disclose import DisclosedShare, join_file, join_identity
from intake.identity.key_files import read_off_line_key, write_off_line_key
from intake.submission import IdentityId, TipId
from triage.custody.disclosure.transcript import write_transcript
from triage.custody.requests.requests import LONGEST_DOCUMENT
from triage.custody.requests.statements import Statement
from triage.ground.vocabulary import Verdict

_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
}


@click.group()
def disclosure() -> None:
    """Opening one identity, as the officer who asked for it: off the network."""


@disclosure.command()
@click.option("--slip", "slip_file", type=FILE, required=True, help="The slip from the tip's page.")
@click.option("--document", prompt="Số văn bản / Number of the document", help="The number of the official document.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where the files are written.")
@language_option
def begin(slip_file: Path, document: str, folder: Path, language: str) -> None:
    """Write a request: its digits go into the document, its file into the form on the tip's page."""
    try:
        slip = Slip.model_validate_json(slip_file.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError):
        raise click.ClickException("This is no slip of a tip's page.") from None
    number = _read_number(document)
    seed = Seed.generate()
    transcript = write_transcript(
        slip.to_subject(),
        document=number,
        public_key=seed.public_key,
        asked_on=f"{datetime.now(LOCAL):%Y-%m-%d}",
    )
    click.echo("\n".join(show_transcript(transcript, language)))
    click.confirm("Đúng tin, đúng văn bản, đúng số giờ đợi? / Is all of this right?", abort=True)
    passphrase, name = ask_passphrase(), f"disclosure-{seed.public_key.fingerprint[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / f"{name}.key.json", write_off_line_key(seed, Label.DISCLOSURE_KEY, passphrase=passphrase))
    request = RequestFile.model_construct(transcript=transcript.encode(), public_key=seed.public_key.raw)
    write_private(folder / f"{name}.request.json", request.model_dump_json())
    click.echo(f"\nKept by you alone:         {folder / f'{name}.key.json'}")
    click.echo(f"For the form on the page:  {folder / f'{name}.request.json'}")
    click.echo(f"Twenty digits, for the document that the custodians get:   {comparison_groups(transcript.encode())}")


@disclosure.command(name="open")
@click.argument("bundle", type=FILE)
@click.option("--key", "key_file", type=FILE, required=True, help="The one-time key file.")
@click.option("--request", "request_file", type=FILE, help="The request file, if it does not lie beside the key file.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where voices and letters are written.")
@language_option
def open_bundle(bundle: Path, key_file: Path, request_file: Path | None, folder: Path, language: str) -> None:
    """Join the custodians' shares and show the identity. Run it off the network."""
    try:
        sealed = BundleFile.model_validate_json(bundle.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError):
        raise click.ClickException("This is no file of sealed shares.") from None
    asked = _read_request(request_file or key_file.with_name(key_file.name.replace(".key.json", ".request.json")))
    seed = open_key(key_file, partial(read_off_line_key, use=Label.DISCLOSURE_KEY))
    _check_transcript(sealed, asked, seed, language)
    shares = _open_shares(sealed, seed)
    for identity_id, locked in sealed.identities.items():
        click.echo(f"\n{printable_lines(_join_identity(sealed, identity_id, locked, shares)) or '(nothing was left)'}")
    for file in sealed.files:
        _write_file(sealed, file, shares, folder)


def _read_number(document: str) -> str:
    with suppress(TextUnreadable):
        number = clean(document)
        if 0 < len(number) <= LONGEST_DOCUMENT:
            return number
    raise click.ClickException("The document's number is empty, too long or has unreadable characters.")


def _read_request(file: Path) -> RequestFile:
    try:
        return RequestFile.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError):
        message = f"{file} is not the request file that `homthu disclosure begin` wrote; name it with --request."
        raise click.ClickException(message) from None


def _check_transcript(sealed: BundleFile, asked: RequestFile, seed: Seed, language: str) -> None:
    """Show what was asked. Raises click.ClickException where the sealed file is not of what this machine wrote down."""
    try:
        transcript = Transcript.decode(asked.transcript)
        is_ours = sealed.transcript == asked.transcript and (transcript.get("tip"), transcript.get("key")) == (
            sealed.tip,
            seed.public_key.fingerprint,
        )
    except TranscriptMalformed:
        is_ours = False
    if not is_ours:
        raise click.ClickException("This is another request than the one that you wrote. Nothing was opened.")
    click.echo("\n".join(show_transcript(transcript, language)))


def _open_shares(sealed: BundleFile, seed: Seed) -> dict[str, list[bytes]]:
    """Return the shares by the identity or file that they open. What does not open is named and left out."""
    found: dict[str, list[bytes]] = {}
    transcript = digest_transcript(sealed.transcript)
    for approval in sealed.approvals:
        name = printable(approval.custodian[:8])
        try:
            said = Statement.model_validate_json(approval.statement)
        except ValidationError:
            click.echo(f"What custodian {name} said cannot be read: left out.", err=True)
            continue
        told = (said.transcript, said.request, said.subject, said.key, said.custodian, said.verdict)
        expected = (transcript, sealed.disclosure, sealed.tip, seed.public_key.fingerprint, approval.custodian)
        if told != (*expected, Verdict.APPROVE):
            click.echo(f"Custodian {name} agreed to something else: left out.", err=True)
            continue
        for item_id, resealed in said.shares.items():
            share = DisclosedShare(sealed.disclosure, TipId(sealed.tip), approval.custodian, item_id, transcript)
            try:
                found.setdefault(item_id, []).append(share.open(resealed, seed=seed))
            except Unopenable:
                click.echo(f"A share of custodian {name} does not open: left out.", err=True)
    return found


def _join_identity(sealed: BundleFile, identity_id: str, locked: bytes, shares: dict[str, list[bytes]]) -> str:
    tip_id, identity = TipId(sealed.tip), IdentityId(identity_id)
    try:
        return join_enough(
            shares.get(identity_id, []),
            lambda key: join_identity(locked, key, tip_id=tip_id, identity_id=identity),
        )
    except SharesRejected:
        raise click.ClickException("The shares do not join: too few, or not of this identity.") from None


def _write_file(sealed: BundleFile, file: BundledFile, shares: dict[str, list[bytes]], folder: Path) -> None:
    tip_id = TipId(sealed.tip)
    try:
        content = join_enough(
            shares.get(file.id, []), lambda key: join_file(file.chunks, key, tip_id=tip_id, file_id=file.id)
        )
    except SharesRejected:
        message = f"The shares of a {file.kind} do not join."
        raise click.ClickException(message) from None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.kind}-{file.id[:8]}{_SUFFIXES.get(file.media_type, '')}"
    try:
        # A new file, and none that a link leads to.
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        message = f"{target} is there already: move it away, or name another --folder."
        raise click.ClickException(message) from None
    target.write_bytes(content)
    click.echo(f"{file.kind}: {target}")
