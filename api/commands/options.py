"""Options and kinds of arguments that several commands share."""

from pathlib import Path

import click

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

language_option = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", help="In which language a request is shown."
)

areas_option = click.option("--areas", type=FILE, help="A file of areas, instead of the installation's or the demo's.")
tables_option = click.option("--tables", type=FOLDER, help="A folder with tables that replace the bundled ones.")
scope_option = click.option("--scope", help="The code of the commune whose number received the text.")


def read_scope(tree: AreaTree, scope: str | None) -> AreaId | None:
    """Return the area that --scope names. Raises click.UsageError where there is none of that code."""
    within = None if scope is None else AreaId(scope)
    if within is not None and within not in tree.nodes:
        raise click.UsageError("No area has the code that --scope gives.")
    return within
