"""``homthu``: the command line."""

import click

from api.commands.areas import areas
from api.commands.backup import backup, backup_key, restore_backup
from api.commands.cluster import cluster
from api.commands.custodian import custodian
from api.commands.days import days
from api.commands.demo import demo
from api.commands.disclosure import disclosure
from api.commands.duty import duty
from api.commands.init import init
from api.commands.journal import journal
from api.commands.kinds import kinds
from api.commands.migrate import migrate
from api.commands.officers import officers
from api.commands.partner import partner
from api.commands.posts import posts
from api.commands.quarantine import quarantine
from api.commands.reading import read_text
from api.commands.retention import retention
from api.commands.serve import serve
from api.commands.worker import worker
from api.web.app.server import forbid_core_dumps


@click.group()
@click.version_option(package_name="homthu")
def main() -> None:
    """Hòm thư tố giác: an anonymous tip box and hotline."""
    forbid_core_dumps()


for command in (
    demo,
    custodian,
    disclosure,
    init,
    serve,
    worker,
    migrate,
    areas,
    read_text,
    kinds,
    posts,
    officers,
    days,
    duty,
    cluster,
    partner,
    quarantine,
    journal,
    retention,
    backup_key,
    backup,
    restore_backup,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
