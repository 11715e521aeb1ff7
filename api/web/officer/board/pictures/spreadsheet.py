"""The register as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from intake.areas.tree import AreaTree
from triage.desk.board.register import RegisterLine
from triage.ground.local_time import to_local

_HEAD = (
    *("number", "year", "accepted", "area_code", "area", "category", "channel", "priority", "status", "disposition"),
    *("acknowledged_within_minutes", "closed", "officer"),
)
_FORMULA = ("=", "+", "-", "@", "\t")


def write_register(lines: Sequence[RegisterLine], tree: AreaTree) -> bytes:
    """Return the file. With a byte-order mark: spreadsheets read UTF-8 only so."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_HEAD)
    writer.writerows([_harmless(str(cell)) for cell in _cells(line, tree)] for line in lines)
    return table.getvalue().encode("utf-8-sig")


def _cells(line: RegisterLine, tree: AreaTree) -> Iterator[object]:
    tip = line.tip
    yield from (tip.register_number, tip.register_year, _clock(tip.accepted_at))
    yield from (tip.area_id or "", tree.address_or_blank(tip.area_id), tip.category, tip.channel, tip.priority)
    yield from (tip.status, tip.disposition or "")
    yield "" if tip.acknowledged_within is None else tip.acknowledged_within
    yield from (_clock(tip.closed_at), line.officer)


def _clock(at: datetime | None) -> str:
    return "" if at is None else f"{to_local(at):%Y-%m-%d %H:%M}"


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
