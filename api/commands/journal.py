"""``homthu journal``: checking the journal."""

import re
import sys
from contextlib import closing

import click

from api.ground.database import open_database
from triage.custody.disclosure.docket import DISCLOSURES
from triage.custody.recovery.docket import RECOVERIES
from triage.custody.requests.audit import find_altered_requests
from triage.journal.verify import verify_journal

_HEAD = re.compile(r"[0-9a-f]{64}")


@click.group()
def journal() -> None:
    """The journal of reads, changes and sign-ins."""


@journal.command()
@click.option("--database", "database_url", envvar="HOMTHU_DATABASE_URL", required=True, help="The database's URL.")
@click.option("--since", help="A head kept outside, as NUMBER:HEAD or from /nhat-ky; it must recur.")
def verify(database_url: str, since: str | None) -> None:
    """Walk the whole chain and name every fault. The exit status is 1 where there is one."""
    with closing(open_database(database_url)) as database, database.reading() as session:
        found = verify_journal(session, since=None if since is None else parse_since(since))
        altered = find_altered_requests(session, (DISCLOSURES, RECOVERIES))
    click.echo(f"{found.lines} lines, {found.purged} of them with details purged")
    click.echo(f"head {found.lines}:{found.head}")
    for fault in (*found.faults, *altered):
        click.echo(f"FAULT {fault}")
    sys.exit(1 if found.faults or altered else 0)


def parse_since(text: str) -> tuple[int | None, str]:
    """Read a head that was kept outside. Raises click.BadParameter."""
    number, colon, head = text.lower().rpartition(":")
    if not _HEAD.fullmatch(head) or (colon and not number.isdecimal()):
        raise click.BadParameter("write it as NUMBER:HEAD, as this command printed it, or as it stands at /nhat-ky")
    return int(number) if colon else None, head
