"""Reading a locality's areas from a file, once, at installation. See ``data/README.md`` for the columns."""

import csv
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from intake.areas.boxes import open_box
from intake.areas.kinds import ABOLISHED_KINDS, AreaKind
from intake.areas.tables import Area, AreaId, AreaName
from intake.ground.errors import AreaFileBroken

BINH_XUYEN = Path(__file__).parent / "data" / "binh-xuyen.csv"
BINH_XUYEN_OUTLINES = BINH_XUYEN.with_suffix(".geojson")


def load_area_file(session: Session, path: Path, *, at: datetime) -> None:
    """Store the areas of the file at ``path``, with a box for each that can have one. Raises AreaFileBroken."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    areas = [_read_area(row) for row in _parents_first(rows)]
    session.add_all(areas)
    session.flush()
    for row in rows:
        session.add_all(_read_names(row))
    for area in areas:
        if AreaKind(area.kind) not in ABOLISHED_KINDS | {AreaKind.PROVINCE}:
            open_box(session, AreaId(area.id), at=at)


def _parents_first(rows: list[dict[str, str]]) -> Iterable[dict[str, str]]:
    waiting, known = list(rows), {""}
    while waiting:
        ready = [row for row in waiting if row["parent_code"] in known]
        if not ready:
            raise AreaFileBroken("a parent is missing, or parents run in a circle")
        yield from ready
        known |= {row["code"] for row in ready}
        waiting = [row for row in waiting if row["code"] not in known]


def _read_area(row: dict[str, str]) -> Area:
    valid_from, valid_until = _read_validity(row["valid"])
    try:
        kind = AreaKind(row["kind"])
    except ValueError as error:
        raise AreaFileBroken("a row has a kind that is not known") from error
    return Area(
        id=row["code"],
        parent_id=row["parent_code"] or None,
        kind=kind,
        name=row["name"],
        official_code=row["official_code"] or None,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _read_names(row: dict[str, str]) -> list[AreaName]:
    valid_from, valid_until = _read_validity(row["valid"])
    names = dict.fromkeys([row["name"], *filter(None, row["aliases"].split(";"))])
    return [AreaName(area_id=row["code"], name=name, valid_from=valid_from, valid_until=valid_until) for name in names]


def _read_validity(text: str) -> tuple[date | None, date | None]:
    start, _dots, end = text.partition("..")
    return (date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None)
