"""``homthu custodian``: what a custodian does on a laptop of their own. Its keys never reach the server."""

import functools
from collections.abc import Callable
from pathlib import Path

import click

from api.commands.custody_desk import acknowledge, approve, ca_option, check, key_option, list_requests, refuse
from api.commands.custody_menu import run_menu
from api.commands.options import FILE, language_option
from api.commands.paper import ask_words, print_words
from api.commands.typing import ask_passphrase, open_key
from api.installing.files import write_private
from crypto.backups import MOST_PAPERS
from crypto.keys import PublicKey, Seed
from intake.identity.key_files import CustodianKeyFile, read_key_file, write_key_file

_OPTIONS = (
    click.option("--name", required=True, prompt=True, help="The custodian's name."),
    click.option("--body", required=True, prompt=True, help="The organisation that the custodian belongs to."),
    click.option("--police/--not-police", "is_police", required=True, help="Whether that organisation is the police."),
    click.option("--folder", type=click.Path(path_type=Path), default=Path(), help="Where the two files are written."),
)


def _described(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that describe a custodian."""
    return functools.reduce(lambda inner, option: option(inner), reversed(_OPTIONS), command)


@click.group(invoke_without_command=True)
@click.option("--server", help="The service's URL; asked for and remembered.")
@click.option("--key", "key_file", type=FILE, help="Your key file; asked for and remembered.")
@ca_option
@language_option
@click.pass_context
def custodian(
    context: click.Context, server: str | None, key_file: Path | None, ca_file: Path | None, language: str
) -> None:
    """A custodian's key, made and kept off the server, and the requests that it decides. Alone: a menu."""
    if context.invoked_subcommand is None:
        run_menu(server, key_file, ca_file=ca_file, language=language)


for command in (list_requests, approve, refuse, acknowledge, check):
    custodian.add_command(command)


@custodian.command()
@_described
def create(name: str, body: str, is_police: bool, folder: Path) -> None:  # noqa: FBT001, an option's value
    """Make a key: a locked key file, a public file for the server's settings, and words for paper."""
    seed = Seed.generate()
    _write_files(seed, folder, name=name, body=body, is_police=is_police)
    click.echo("\nWrite these words on paper, seal it, and keep it where fire and thieves do not come. They open")
    click.echo("everything that the key file opens, without a passphrase; they are shown only now.\n")
    print_words(seed)


@custodian.command()
@key_option
@click.option("--papers", type=click.IntRange(1, MOST_PAPERS), default=1, help="How many papers.", show_default=True)
@click.option("--needed", type=click.IntRange(1, MOST_PAPERS), default=None, help="How many of them it takes.")
def backup(key_file: Path, papers: int, needed: int | None) -> None:
    """Show words for paper again: one paper, or several of which some are needed."""
    takes = 1 if papers == 1 else needed
    if takes is None or not (takes == papers == 1 or 1 < takes <= papers):
        message = "Of several papers at least two must be needed, and no more than there are: --papers 3 --needed 2."
        raise click.ClickException(message)
    seed = open_key(key_file, read_key_file)
    click.echo(
        "\nWrite each on a paper of its own, seal it, and keep them in different places. They open everything that"
    )
    click.echo(
        "the key file opens, without a passphrase. Papers written before open the key still: find and burn them.\n"
    )
    print_words(seed, needed=takes, of=papers)


@custodian.command()
@_described
def restore(name: str, body: str, is_police: bool, folder: Path) -> None:  # noqa: FBT001, an option's value
    """Make the files again from the words on paper, under a new passphrase."""
    _write_files(ask_words(), folder, name=name, body=body, is_police=is_police)


def _write_files(seed: Seed, folder: Path, *, name: str, body: str, is_police: bool) -> None:
    fingerprint = seed.public_key.fingerprint[:8]
    key_file, public_file = (
        folder / f"custodian-{fingerprint}.key.json",
        folder / f"custodian-{fingerprint}.public.json",
    )
    if key_file.exists():
        message = f"{key_file} is there already. Nothing was changed."
        raise click.ClickException(message)
    passphrase = ask_passphrase()
    folder.mkdir(parents=True, exist_ok=True)
    text = write_key_file(seed, name=name, body=body, is_police=is_police, passphrase=passphrase)
    write_private(key_file, text)
    public_file.write_text(_public_part(text), encoding="utf-8")
    click.echo(f"\nKept by you alone:     {key_file}")
    click.echo(f"For the server:        {public_file}")
    click.echo(f"Fingerprint, to read out when the server names its custodians: {_in_groups(seed.public_key)}")


def _public_part(text: str) -> str:
    file = CustodianKeyFile.model_validate_json(text)
    return file.model_dump_json(include={"name", "body", "is_police", "public_key"}, indent=2) + "\n"


def _in_groups(public_key: PublicKey) -> str:
    digits = public_key.fingerprint[:32]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
