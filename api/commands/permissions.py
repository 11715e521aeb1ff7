"""``homthu permissions``: owner and mode of every file of an installation."""

import os

import click

from api.commands.faults import find_settings_file, find_users, load_settings
from api.installing.permissions import give_all, list_wanted


@click.command()
@click.option("--web-user", default="homthu", show_default=True, help="The web's system user.")
@click.option("--worker-user", default="homthu-worker", show_default=True, help="The worker's system user.")
@click.option("--check", is_flag=True, help="Change nothing; name what is wrong, and end with 1 where anything is.")
def permissions(web_user: str, worker_user: str, *, check: bool) -> None:
    """Give each file to the user it belongs to, with the mode it needs. Run as root, after init and after a restore."""
    settings = load_settings()
    wanted = list_wanted(settings, find_users(web_user, worker_user), find_settings_file())
    wrong = [(each, fault) for each in wanted if (fault := each.describe_fault())]
    for each, fault in wrong:
        click.echo(f"{each.path}: {fault}")
    if check:
        raise SystemExit(1 if wrong else 0)
    if wrong and os.geteuid() != 0:
        raise click.ClickException("Nothing was changed: only root can give files to other users. Call it with sudo.")
    give_all(each for each, _fault in wrong)
    click.echo(f"{len(wrong)} were set right." if wrong else "Everything is as it should be.")
