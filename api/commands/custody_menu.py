"""``homthu custodian`` without a command: a plain menu for people who are no engineers."""

import json
from pathlib import Path

import click

from api.commands.custody_desk import (
    USUAL_WAIT_HOURS,
    ask_server,
    check_server,
    give,
    mark_acknowledged,
    say_no,
    show_all,
    show_state,
)
from api.commands.typing import open_key
from api.custodians.notebook import Notebook
from api.custodians.telling import tell_request
from api.custodians.words import say
from api.installing.files import replace_private_json
from crypto.keys import Seed
from intake.identity.key_files import read_key_file

_NOTHING, _ALL, _ONE, _APPROVE, _REFUSE, _ACKNOWLEDGE, _PAPER, _STATE = "0", "1", "2", "3", "4", "5", "6", "7"


def run_menu(server: str | None, key_file: Path | None, *, ca_file: Path | None, language: str) -> None:
    """Ask what to do until the custodian leaves. Server and key are asked for once, and remembered."""
    remembered = _read_remembered()
    server = server or remembered.get("server") or click.prompt(say(language, "ask_server"))
    key_file = key_file or Path(remembered.get("key") or click.prompt(say(language, "ask_key")))
    ca_file = ca_file or (Path(remembered["ca"]) if remembered.get("ca") else None)
    check_server(server, language)
    seed, notebook = open_key(key_file, read_key_file), Notebook(key_file)
    _remember(server, key_file, ca_file)
    while True:
        click.echo(say(language, "menu"))
        chosen = click.prompt(say(language, "choose"), type=click.Choice("01234567"), show_choices=False)
        if chosen == _NOTHING:
            return
        try:
            if chosen == _PAPER:
                click.echo(say(language, "paper", key_file))
            elif chosen == _ACKNOWLEDGE:
                mark_acknowledged(notebook, click.prompt(say(language, "ask_warning"), type=int), language)
            else:
                _ask(chosen, server, seed, notebook, ca_file=ca_file, language=language)
        except click.Abort:
            click.echo()
        except click.ClickException as error:
            # What could not be done ends this one thing, not the menu.
            error.show()


def _ask(chosen: str, server: str, seed: Seed, notebook: Notebook, *, ca_file: Path | None, language: str) -> None:
    with ask_server(server, seed, notebook, ca_file=ca_file, language=language) as seat:
        if chosen == _ALL:
            show_all(seat)
        elif chosen == _STATE:
            show_state(seat)
        else:
            request = click.prompt(say(language, "ask_request")).strip().lower()
            if chosen == _ONE:
                found = seat.find(request)
                click.echo("\n".join(tell_request(seat.desk, seat.inbox, found, seat.known, language)))
            elif chosen == _APPROVE:
                give(seat, request, digits=None, wait_hours=USUAL_WAIT_HOURS)
            elif chosen == _REFUSE:
                say_no(seat, request, None)


def _settings_file() -> Path:
    return Path(click.get_app_dir("homthu")) / "custodian.json"


def _read_remembered() -> dict[str, str]:
    try:
        read = json.loads(_settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in read.items() if isinstance(value, str)} if isinstance(read, dict) else {}


def _remember(server: str, key_file: Path, ca_file: Path | None) -> None:
    file = _settings_file()
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = {"server": server, "key": str(key_file.resolve()), "ca": "" if ca_file is None else str(ca_file.resolve())}
    replace_private_json(file, kept)
