"""``/officer/areas``: the locality's areas, for an administrator: adding one, naming, closing."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlmodel import Session
from starlette.exceptions import HTTPException

from api.web.http.forms import Form, PostedForm
from api.web.visit.dependencies import CurrentAdministrator, CurrentVisit, WriteSession
from api.web.visit.visit import Visit
from intake.areas.change import (
    ADDED_KINDS,
    LONGEST_NAME,
    NewArea,
    add_area,
    add_name,
    close_area,
    list_above_communes,
    rename_area,
    reopen_area,
)
from intake.areas.kinds import KIND_WORDS
from intake.areas.tree import load_tree
from intake.ground.errors import AreaUnfit
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn

router = APIRouter(prefix="/officer/areas")


def _add(visit: Visit, session: Session, form: Form) -> str:
    return add_area(session, NewArea(form["kind"], form["name"], form["parent"]), at=visit.now())


def _name(visit: Visit, session: Session, form: Form) -> str:
    del visit
    add_name(session, form["area"], form["name"])
    return form["area"]


def _rename(visit: Visit, session: Session, form: Form) -> str:
    rename_area(session, form["area"], form["name"], at=visit.now())
    return form["area"]


def _close(visit: Visit, session: Session, form: Form) -> str:
    close_area(session, form["area"], at=visit.now())
    return form["area"]


def _reopen(visit: Visit, session: Session, form: Form) -> str:
    del visit
    reopen_area(session, form["area"])
    return form["area"]


CHANGES: dict[str, Callable[[Visit, Session, Form], str]] = {
    "add": _add,
    "name": _name,
    "rename": _rename,
    "close": _close,
    "reopen": _reopen,
}


@router.get("")
def show_areas(visit: CurrentVisit, administrator: CurrentAdministrator, session: WriteSession) -> HTMLResponse:
    """Show the tree."""
    return _render(visit, session, administrator)


@router.post("/{change}")
def change_area(
    visit: CurrentVisit, change: str, form: PostedForm, administrator: CurrentAdministrator, session: WriteSession
) -> HTMLResponse:
    """Change an area. Where it does not fit, say why and change nothing."""
    if change not in CHANGES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    try:
        area_id = CHANGES[change](visit, session, form)
    except AreaUnfit:
        session.rollback()
        return _render(visit, session, administrator, notice="unfit", typed={**form, "change": change})
    entry = Entry(JournalEvent.AREA_CHANGED, officer_id=administrator.id, remark=f"{change} {area_id}")
    append(session, entry, at=visit.now())
    session.commit()
    visit.context.localities.forget()
    return _render(visit, session, administrator, notice="changed")


def _render(
    visit: Visit, session: Session, administrator: SignedIn, *, notice: str = "", typed: dict[str, str] | None = None
) -> HTMLResponse:
    tree = load_tree(session)
    values: dict[str, object] = {
        "officer": administrator.officer,
        "areas": tree,
        "commune_ids": {commune.id for commune in tree.communes()},
        "above": list_above_communes(tree),
        "kinds": [(kind.value, KIND_WORDS[kind] or "địa danh") for kind in KIND_WORDS if kind in ADDED_KINDS],
        "longest": LONGEST_NAME,
        "notice": notice,
        "typed": typed or {},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if notice == "unfit" else HTTPStatus.OK
    return visit.show_officer("areas.html", values, status=status)
