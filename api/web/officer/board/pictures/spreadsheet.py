"""The register as CSV that a Vietnamese Excel opens with its columns, its letters and its zeros whole."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from intake.areas.tree import AreaTree
from intake.ground.local_time import to_local
from triage.desk.board.register import RegisterLine

Words = Mapping[tuple[str, str], str]
"""Heads and values in the page's language, by column and code; a head's code is empty."""

_COLUMNS = (
    *("number", "year", "accepted", "area_code", "area", "category", "channel", "priority", "status", "disposition"),
    *("acknowledged", "closed", "officer"),
)
_FORMULA = re.compile(r"\s*[=+\-@|%]|[\t\r\n]")
_HAS_LOST_ZERO = re.compile(r"0[0-9]+")
# Which character parts the cells depends on a machine's region, unless the file says it.
_BETWEEN = ";"


def write_register(lines: Sequence[RegisterLine], tree: AreaTree, words: Words) -> bytes:
    """Return the file, with a byte-order mark: spreadsheets read UTF-8 only so."""
    table = io.StringIO()
    table.write(f"sep={_BETWEEN}\r\n")
    writer = csv.writer(table, delimiter=_BETWEEN)
    writer.writerow([words.get((column, ""), column) for column in _COLUMNS])
    writer.writerows([_write_cell(str(cell)) for cell in _cells(line, tree, words)] for line in lines)
    return table.getvalue().encode("utf-8-sig")


def _cells(line: RegisterLine, tree: AreaTree, words: Words) -> Iterator[object]:
    tip = line.tip
    yield from (tip.register_number, tip.register_year, _clock(tip.accepted_at))
    yield from (tip.area_id or "", tree.address_or_blank(tip.area_id))
    for column in ("category", "channel", "priority", "status", "disposition"):
        code = str(getattr(tip, column) if getattr(tip, column) is not None else "")
        yield words.get((column, code), code) if code else ""
    yield "" if tip.acknowledged_within is None else tip.acknowledged_within
    yield from (_clock(tip.closed_at), line.officer)


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{to_local(at):%Y-%m-%d %H:%M}"


def _write_cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and that keeps the zero at its head."""
    if _HAS_LOST_ZERO.fullmatch(cell):
        return f'="{cell}"'
    return f"'{cell}" if _FORMULA.match(cell) else cell
