"""``homthu areas find``: which area a text speaks of, to try the gazetteer and a locality's tables.

Needs no installation: it reads the areas from a file; where the settings name an installation, its areas are taken.
Texts are never kept.
"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click

from api.commands.faults import load_settings
from api.commands.options import areas_option, read_scope, scope_option, tables_option
from api.ground.database import open_database
from api.ground.settings import SETTINGS_FILE_VARIABLE
from intake.areas.load import BINH_XUYEN
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree, load_tree
from intake.ground.errors import AreaFileBroken
from intake.reading.gazetteer.errors import GazetteerTableBroken
from intake.reading.gazetteer.find import Finding, Gazetteer
from intake.reading.gazetteer.read import read_area_tree


@click.command(name="find")
@click.argument("text", required=False)
@click.option(
    "--csv", "is_csv", is_flag=True, help="Read texts from standard input, one a line; print a code for each."
)
@areas_option
@tables_option
@scope_option
def find_area(text: str | None, areas: Path | None, tables: Path | None, scope: str | None, *, is_csv: bool) -> None:
    """Print the area that TEXT speaks of, or those between which a person must choose."""
    if is_csv == (text is not None):
        raise click.UsageError("Give either a text or --csv.")
    tree, gazetteer = load_gazetteer(areas, tables)
    within = read_scope(tree, scope)
    if text is None:
        for line in write_codes(gazetteer, sys.stdin.buffer, scope=within):
            click.echo(line)
    else:
        for line in describe(tree, gazetteer.find(text, scope=within)):
            click.echo(line)


def write_codes(gazetteer: Gazetteer, lines: Iterable[bytes], *, scope: AreaId | None = None) -> Iterator[str]:
    """Yield one line for each of ``lines``: a code, ``AMBIGUOUS:`` with codes between ``|``, or nothing.

    What is not UTF-8 counts as letters that a gateway destroyed.
    """
    for line in lines:
        finding = gazetteer.find(line.decode("utf-8", errors="replace").rstrip("\r\n"), scope=scope)
        yield write_verdict(finding)


def write_verdict(finding: Finding) -> str:
    """Return the code of the area, ``AMBIGUOUS:`` with the codes in their order, or nothing."""
    if finding.area_id is not None:
        return finding.area_id
    codes = sorted(candidate.area_id for candidate in finding.candidates)
    return "AMBIGUOUS:" + "|".join(codes) if finding.is_ambiguous else ""


def describe(tree: AreaTree, finding: Finding) -> Iterator[str]:
    """Yield a line for each candidate, with its reasons, and the verdict last."""
    for candidate in finding.candidates:
        reasons = "; ".join(candidate.reasons)
        yield f"{candidate.area_id}\t{tree.address(candidate.area_id)}\t{candidate.score:.2f}\t{reasons}"
    if finding.area_id is not None:
        yield f"sure: {tree.address(finding.area_id)}"
    elif finding.is_ambiguous:
        yield f"ambiguous: somebody must choose between {len(finding.candidates)}"
    else:
        yield "not found" if not finding.candidates else "not sure: too little says that it happened there"


def load_gazetteer(areas: Path | None, tables: Path | None) -> tuple[AreaTree, Gazetteer]:
    """Return the areas of the file, of the installation or of the demo, and their gazetteer. Raises ClickException."""
    try:
        tree = _read_tree(areas)
        return tree, Gazetteer(tree, folder=tables)
    except (AreaFileBroken, GazetteerTableBroken, UnicodeDecodeError) as error:
        message = f"The file cannot be used: {error}"
        raise click.ClickException(message) from None


def _read_tree(areas: Path | None) -> AreaTree:
    if areas is not None or SETTINGS_FILE_VARIABLE not in os.environ:
        return read_area_tree(areas or BINH_XUYEN)
    with closing(open_database(load_settings().database_url)) as database, database.reading() as session:
        return load_tree(session)
