"""``homthu doctor``: what is wrong with an installation, and how to mend it."""

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime

import click

from api.commands.faults import StartRefused, find_settings_file, load_settings
from api.ground.database import open_database
from api.ground.settings import Settings
from api.installing.doctor.data import check_data
from api.installing.doctor.findings import Finding
from api.installing.doctor.machine import check_machine
from api.installing.doctor.outside import check_outside
from api.installing.doctor.settings import check_settings
from api.installing.permissions import Users


@click.command()
@click.option("--web-user", default="homthu", show_default=True, help="The web's system user.")
@click.option("--worker-user", default="homthu-worker", show_default=True, help="The worker's system user.")
@click.option("--offline", is_flag=True, help="Do not call the public address.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of findings, for a script.")
def doctor(web_user: str, worker_user: str, *, offline: bool, as_json: bool) -> None:
    """Look at everything an installation needs. Each line says ok, or what is wrong and how to mend it.

    Ends with 1 where anything is wrong. Nothing is changed. Root sees most; another user sees what that user may.
    """
    found = []
    for finding in _find_all(_find_users(web_user, worker_user), offline=offline):
        found.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        click.echo(
            json.dumps([asdict(each) | {"ok": not each.is_fault} for each in found], ensure_ascii=False, indent=1)
        )
    raise SystemExit(1 if any(each.is_fault for each in found) else 0)


def _find_all(users: Users | None, *, offline: bool) -> Iterator[Finding]:
    at = datetime.now(UTC)
    yield from check_settings(os.environ)
    try:
        settings = load_settings()
    except StartRefused as error:
        for line in error.message.splitlines()[1:]:
            yield Finding("settings", line.strip(" -"), "docs/settings.md says what each one takes")
        return
    yield from check_machine(settings, users, find_settings_file(), at=at)
    yield from _check_data(settings, at=at)
    if not offline:
        yield from check_outside(settings.public_url, at=at)


def _check_data(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    with closing(open_database(settings.database_url)) as database:
        yield from check_data(settings, database, at=at)


def _find_users(web: str, worker: str) -> Users | None:
    try:
        return Users.find(web, worker)
    except LookupError:
        return None


def _print(finding: Finding) -> None:
    word = click.style("FAULT", fg="red", bold=True) if finding.is_fault else click.style("ok   ", fg="green")
    click.echo(f"{word} {finding.about:<12}{finding.said}")
    if finding.is_fault:
        click.echo(f"{'':18}→ {finding.mend}")
