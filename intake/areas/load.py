"""Storing a locality's areas from a file, once, at installation. See ``data/README.md`` for the columns."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from intake.areas.boxes import open_box
from intake.areas.file import AreaRow, MendedCode, read_area_file
from intake.areas.kinds import ABOLISHED_KINDS, AreaKind
from intake.areas.tables import Area, AreaId, AreaName
from intake.ground.errors import AreaFileBroken

BINH_XUYEN = Path(__file__).parent / "data" / "binh-xuyen.csv"
BINH_XUYEN_OUTLINES = BINH_XUYEN.with_suffix(".geojson")


def load_area_file(session: Session, path: Path, *, at: datetime) -> Sequence[MendedCode]:
    """Store the areas of the file at ``path``, with a box for each that can have one; return what was mended in it.

    Raises AreaFileBroken.
    """
    file = read_area_file(path)
    areas = [_make_area(row) for row in _parents_first(file.rows)]
    session.add_all(areas)
    session.flush()
    for row in file.rows:
        session.add_all(_make_names(row))
    for area in areas:
        if AreaKind(area.kind) not in ABOLISHED_KINDS | {AreaKind.PROVINCE}:
            open_box(session, AreaId(area.id), at=at)
    return file.mended


def _parents_first(rows: Sequence[AreaRow]) -> Iterable[AreaRow]:
    waiting, known = list(rows), {""}
    while waiting:
        ready = [row for row in waiting if row.parent_code in known]
        if not ready:
            message = (
                f"line {waiting[0].line}: the parent {waiting[0].parent_code} is missing, or parents run in a circle"
            )
            raise AreaFileBroken(message)
        yield from ready
        known |= {row.code for row in ready}
        waiting = [row for row in waiting if row.code not in known]


def _make_area(row: AreaRow) -> Area:
    return Area(
        id=row.code,
        parent_id=row.parent_code or None,
        kind=row.kind,
        name=row.name,
        official_code=row.official_code or None,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _make_names(row: AreaRow) -> list[AreaName]:
    names = dict.fromkeys([row.name, *row.aliases])
    return [
        AreaName(area_id=row.code, name=name, valid_from=row.valid_from, valid_until=row.valid_until) for name in names
    ]
