"""``/officer/board``: how things stand, pictures of a period, a printable report, and the register."""

from dataclasses import dataclass
from html import unescape
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.officer.board.pictures.map import draw_map, find_shapes
from api.web.officer.board.pictures.spreadsheet import Words, write_register
from api.web.visit.dependencies import AnySignedIn, CurrentVisit, ReadSession
from api.web.visit.visit import Visit
from intake.areas.tables import AreaId
from intake.submission import Channel
from triage.desk.board.figures import Figures, read_figures
from triage.desk.board.now import read_standing
from triage.desk.board.register import read_register
from triage.desk.board.scope import Scope, Span, find_scope, whole_locality
from triage.desk.board.spans import Period, find_span, last_closed_quarter, months_of
from triage.desk.casework.outcomes import OutcomeKind
from triage.ground.errors import TipUnavailable
from triage.ground.vocabulary import Disposition, Priority, Status
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/board")

_MOST_BACK = 60
_FEWEST_ON_MAP = 2
Back = Annotated[int, Query(ge=0, le=_MOST_BACK)]
"""How many periods ago."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """Whose figures, of when."""

    scope: Scope
    span: Span
    period: Period
    back: int


@router.get("")
def show_board(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    period: Period = Period.MONTH,
    back: Back = 0,
) -> HTMLResponse:
    """Show how things stand, and the pictures of a period."""
    reading = _read(visit, session, signed_in, period, back)
    installation, standing = visit.context.installation, None
    rules = visit.context.settings.disclosure_rules
    if reading.scope.is_exact:
        standing = read_standing(
            session, signed_in, reading.scope, installation=installation, rules=rules, at=visit.now()
        )
    values = {**_draw(visit, session, signed_in, reading), "standing": standing}
    return visit.show_officer("board.html", values)


@router.get("/report")
def show_report(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    period: Period = Period.WEEK,
    back: Back = 1,
) -> HTMLResponse:
    """Show the report of a week, a month, a quarter or a year, to be printed."""
    return visit.show_officer(
        "report.html", _draw(visit, session, signed_in, _read(visit, session, signed_in, period, back))
    )


@router.get("/register")
def show_register(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    period: Period = Period.YEAR,
    back: Back = 0,
) -> HTMLResponse:
    """Show the register, to be printed. It has no content, and an officer who cannot open its tips does not see it."""
    reading = _read(visit, session, signed_in, period, back)
    values: dict[str, object] = {
        **_describe(visit, signed_in, reading),
        "lines": read_register(session, _require_exact(reading.scope), reading.span),
    }
    return visit.show_officer("register.html", values)


@router.get("/register.csv")
def send_register(
    visit: CurrentVisit,
    signed_in: AnySignedIn,
    session: ReadSession,
    period: Period = Period.YEAR,
    back: Back = 0,
) -> Response:
    """Send the register as CSV, for a spreadsheet."""
    reading = _read(visit, session, signed_in, period, back)
    lines = read_register(session, _require_exact(reading.scope), reading.span)
    return Response(
        write_register(lines, visit.locality.tree, _read_words(visit)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="register.csv"'},
    )


def _read_words(visit: Visit) -> Words:
    """Return heads and values of the register in the page's language, as the templates word them."""
    values: dict[str, object] = {
        "categories": {category.code: category for category in visit.locality.categories},
        "channels": list(Channel),
        "priorities": list(Priority),
        "statuses": list(Status),
        "dispositions": list(Disposition),
    }
    page = visit.show_officer("register_words.html", values)
    lines = (unescape(line).split("|", 2) for line in bytes(page.body).decode().splitlines() if line)
    return {(column, code): word for column, code, word in lines}


def _read(visit: Visit, session: Session, signed_in: SignedIn, period: Period, back: int) -> _Reading:
    tree = visit.locality.tree
    scope = whole_locality(tree) if signed_in.is_administrator else find_scope(session, signed_in, tree)
    if scope.is_exact:
        return _Reading(scope, find_span(period, back, at=visit.now()), period, back)
    return _Reading(scope, last_closed_quarter(visit.now()), Period.QUARTER, 1)


def _require_exact(scope: Scope) -> Scope:
    if not scope.is_exact:
        raise TipUnavailable
    return scope


def _describe(visit: Visit, signed_in: SignedIn, reading: _Reading) -> dict[str, object]:
    return {
        "officer": signed_in.officer,
        "tree": visit.locality.tree,
        "categories": {category.code: category for category in visit.locality.categories},
        "period": reading.period,
        "periods": list(Period),
        "back": reading.back,
        "most_back": _MOST_BACK,
        "span": reading.span,
        "is_exact": reading.scope.is_exact,
        "at": visit.now(),
    }


def _draw(visit: Visit, session: Session, signed_in: SignedIn, reading: _Reading) -> dict[str, object]:
    # The drawing library is for this page alone.
    from api.web.officer.board.pictures.charts import draw_bars, draw_course, draw_hours  # noqa: PLC0415

    figures = read_figures(session, reading.scope, reading.span)
    return {
        **_describe(visit, signed_in, reading),
        "figures": figures,
        "months": months_of(reading.span),
        "outcome_kinds": list(OutcomeKind),
        "map": _draw_map(visit, figures),
        "area_names": _name_areas(visit, figures),
        "draw_bars": draw_bars,
        "draw_course": draw_course,
        "draw_hours": draw_hours,
    }


def _name_areas(visit: Visit, figures: Figures) -> dict[str, str]:
    """Return what the areas are called: with their communes only where those are several, for pictures are narrow."""
    tree = visit.locality.tree
    nodes = [tree.get(AreaId(area_id)) for area_id in figures.areas if area_id in tree.nodes]
    is_one = len({commune.id for node in nodes if (commune := tree.find_commune(node.id))}) == 1
    return {node.id: node.title if is_one else tree.address(node.id) for node in nodes}


def _draw_map(visit: Visit, figures: Figures) -> str:
    """Return the map of the areas that have an outline or a point, each with what came from it and from under it.

    Nothing where there are fewer than two: that would tell no more than the number of all.
    """
    shapes, tree = find_shapes(visit.context.settings.area_polygons), visit.locality.tree
    known = tuple(shape for shape in shapes if shape.area_id in tree.nodes)
    if len(known) < _FEWEST_ON_MAP:
        return ""
    counts: dict[str, int] = {}
    for area_id, count in figures.areas.items():
        for node in tree.lineage(AreaId(area_id)) if area_id in tree.nodes else ():
            counts[node.id] = counts.get(node.id, 0) + count
    return draw_map(known, counts, {shape.area_id: tree.nodes[AreaId(shape.area_id)].title for shape in known})
