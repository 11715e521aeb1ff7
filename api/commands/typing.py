"""Passphrases at the prompt, and the key files that they open."""

from collections.abc import Callable
from pathlib import Path

import click
from pydantic import ValidationError

from crypto.errors import Unopenable
from crypto.keys import Seed

_SHORTEST_PASSPHRASE = 16


def ask_passphrase() -> str:
    """Return a new passphrase, typed twice."""
    while True:
        typed: str = click.prompt("Passphrase (six unrelated words or more)", hide_input=True, confirmation_prompt=True)
        if len(typed) >= _SHORTEST_PASSPHRASE:
            return typed
        click.echo(f"Too short: at least {_SHORTEST_PASSPHRASE} characters.")


def open_key(file: Path, read: Callable[..., Seed]) -> Seed:
    """Return the seed in a key file, asking for its passphrase."""
    passphrase = click.prompt("Passphrase of the key file", hide_input=True)
    try:
        return read(file.read_text(encoding="utf-8"), passphrase=passphrase)
    except Unopenable:
        raise click.ClickException("The passphrase is wrong, or the key file was altered.") from None
    except (ValidationError, ValueError):
        message = f"{file} is no key file of this kind."
        raise click.ClickException(message) from None
