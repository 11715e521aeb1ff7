"""``homthu disclosure``: what the asker does away from the network: a one-time key before, and the opening after."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from pydantic import ValidationError

from api.commands.options import FILE, language_option
from api.commands.typing import ask_passphrase, open_key
from api.custodians.bundle import Approval, BundledFile, BundleFile
from api.custodians.showing import printable, printable_lines
from api.custodians.slip import RequestFile, Slip, show_transcript
from api.installing.files import write_private
from crypto.contexts import Label, bind
from crypto.errors import KeyMalformed, SharesRejected, SignatureRejected, TranscriptMalformed, Unopenable
from crypto.keys import PublicKey, Seed
from crypto.shares import join_enough
from crypto.signing import verify
from crypto.transcripts import Transcript, comparison_groups, digest_transcript
from intake.ground.local_time import LOCAL
from intake.ground.text import TextUnreadable, clean
from intake.identity.disclose import DisclosedShare, join_file, join_identity
from intake.identity.key_files import read_off_line_key, write_off_line_key
from intake.submission import IdentityId, TipId
from triage.custody.disclosure.transcript import (
    DOCUMENT_KINDS,
    LONGEST_TELL_AFTER_DAYS,
    Request,
    digest_items,
    write_transcript,
)
from triage.custody.requests.requests import Grounds
from triage.custody.requests.statements import Statement
from triage.ground.vocabulary import Verdict

_SALT_BYTES = 16
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
@click.option(
    "--document-kind",
    type=click.Choice(DOCUMENT_KINDS),
    prompt="Loại văn bản (decision: quyết định, order: lệnh, letter: công văn yêu cầu)",
    help="Of which kind the official document is; the resident is told it.",
)
@click.option("--document", prompt="Số văn bản / Number of the document", help="The number of the official document.")
@click.option("--legal-basis", prompt="Căn cứ / Legal basis", help="The law's article.")
@click.option("--reason", prompt="Lý do / Reason", help="Why it is needed; the custodians alone read it.")
@click.option(
    "--tell-after-days",
    type=click.IntRange(0, LONGEST_TELL_AFTER_DAYS),
    default=0,
    show_default=True,
    help="So many days after the opening the resident is told, where the locality's settings say so.",
)
@click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where the files are written.")
@language_option
def begin(  # noqa: PLR0913, its options
    slip_file: Path,
    *,
    document_kind: str,
    document: str,
    legal_basis: str,
    reason: str,
    tell_after_days: int,
    folder: Path,
    language: str,
) -> None:
    """Write a request: its digits go into the document, its file into the form on the tip's page."""
    try:
        slip = Slip.model_validate_json(slip_file.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError):
        raise click.ClickException("This is no slip of a tip's page.") from None
    seed, salt = Seed.generate(), secrets.token_hex(_SALT_BYTES)
    grounds = _read_grounds(slip.asker, document=document, legal_basis=legal_basis, reason=reason, salt=salt)
    transcript = write_transcript(
        slip.to_subject(),
        Request(
            document_kind=document_kind,
            grounds=grounds,
            public_key=seed.public_key,
            asked_on=f"{datetime.now(LOCAL):%Y-%m-%d}",
            tell_after_days=tell_after_days,
        ),
    )
    click.echo("\n".join(show_transcript(transcript, language)))
    for line in (grounds.legal_basis, grounds.reason):
        click.echo(f"  {printable(line)}")
    click.confirm("Đúng tin, đúng văn bản, đúng số giờ đợi? / Is all of this right?", abort=True)
    passphrase, name = ask_passphrase(), f"disclosure-{seed.public_key.fingerprint[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    write_private(folder / f"{name}.key.json", write_off_line_key(seed, Label.DISCLOSURE_KEY, passphrase=passphrase))
    request = RequestFile.model_construct(
        transcript=transcript.encode(),
        public_key=seed.public_key.raw,
        legal_basis=grounds.legal_basis,
        reason=grounds.reason,
        salt=salt,
    )
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
    join_bundle(sealed, asked, seed, folder=folder, language=language)


def join_bundle(sealed: BundleFile, asked: RequestFile, seed: Seed, *, folder: Path, language: str) -> None:
    """Check, join, print and write what the custodians opened. Raises click.ClickException, and then opens nothing."""
    _check_transcript(sealed, asked, seed, language)
    shares = _open_shares(sealed, seed)
    for identity_id, locked in sealed.identities.items():
        click.echo(f"\n{printable_lines(_join_identity(sealed, identity_id, locked, shares)) or '(nothing was left)'}")
    for file in sealed.files:
        _write_file(sealed, file, shares, folder)
    _write_record(sealed, asked, shares, folder, language)


def _read_grounds(asker: str, *, document: str, legal_basis: str, reason: str, salt: str) -> Grounds:
    try:
        return Grounds(
            legal_basis=clean(legal_basis), document=clean(document), reason=clean(reason), asker=asker, salt=salt
        )
    except (TextUnreadable, ValidationError):
        message = (
            "The legal basis, the document's number or the reason is empty, too long or has unreadable characters."
        )
        raise click.ClickException(message) from None


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
        items = digest_items(sealed.identities, {file.id: file.chunks for file in sealed.files})
        is_whole = items == transcript.get("items")
    except TranscriptMalformed:
        is_ours = is_whole = False
    if not is_ours:
        raise click.ClickException("This is another request than the one that you wrote. Nothing was opened.")
    if not is_whole:
        # An identity that was put in its place would be a lie about a person.
        raise click.ClickException("What is sealed is not what was kept when you asked. Nothing was opened.")
    click.echo("\n".join(show_transcript(transcript, language)))


def _open_shares(sealed: BundleFile, seed: Seed) -> dict[str, list[bytes]]:
    """Return the shares by the identity or file that they open. What does not open is named and left out."""
    found: dict[str, list[bytes]] = {}
    transcript = digest_transcript(sealed.transcript)
    custodians = Transcript.decode(sealed.transcript).get("custodians").split()
    for approval in sealed.approvals:
        name = printable(approval.custodian[:8])
        try:
            said = Statement.model_validate_json(approval.statement)
        except ValidationError:
            click.echo(f"What custodian {name} said cannot be read: left out.", err=True)
            continue
        if not _is_signed(sealed, approval, custodians):
            click.echo(f"What custodian {name} said is not signed by one of those whom you asked: left out.", err=True)
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


def _is_signed(sealed: BundleFile, approval: Approval, custodians: Collection[str]) -> bool:
    """Say whether a custodian whom the transcript names signed this decision."""
    try:
        signer = PublicKey(approval.public_key)
        context = bind(Label.CUSTODIAN_DECISION, sealed.disclosure, approval.custodian)
        verify(approval.signature, approval.statement, signer=signer, context=context)
    except (KeyMalformed, SignatureRejected, ValueError):
        return False
    return signer.fingerprint == approval.custodian and approval.custodian in custodians


def _join_identity(sealed: BundleFile, identity_id: str, locked: bytes, shares: dict[str, list[bytes]]) -> str:
    tip_id, identity = TipId(sealed.tip), IdentityId(identity_id)
    try:
        return join_enough(
            shares.get(identity_id, []),
            lambda key: join_identity(locked, key, tip_id=tip_id, identity_id=identity),
        )
    except SharesRejected:
        raise click.ClickException("The shares do not join: too few, or not of this identity.") from None


def _write_record(
    sealed: BundleFile, asked: RequestFile, shares: Mapping[str, list[bytes]], folder: Path, language: str
) -> None:
    """Write down what was opened, for the file of the case: the transcript and its digits, and nothing of a person."""
    lines = [
        f"homthu disclosure {sealed.disclosure}",
        f"opened {datetime.now(LOCAL):%Y-%m-%d %H:%M %z}",
        f"digits {comparison_groups(asked.transcript)}",
        f"SHA-256 {digest_transcript(asked.transcript)}",
        *show_transcript(Transcript.decode(asked.transcript), language),
        *(f"  approved {printable(approval.custodian)}" for approval in sealed.approvals),
        f"  items opened {len(shares)}",
    ]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"disclosure-{sealed.disclosure[:8]}.record.txt"
    try:
        write_private(target, "\n".join(lines) + "\n")
        click.echo(f"\nRecord, for the case file:  {target}")
    except FileExistsError:
        click.echo(f"\nThe record of an earlier opening stays as it was:  {target}")


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
