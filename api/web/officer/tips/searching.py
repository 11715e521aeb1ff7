"""``/officer/search``: words among the tips that the officer may open. They travel in a body, and stand nowhere after.

The page grows while the search runs, so that an officer sees how far it is, also without script.
"""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api.web.http.forms import PostedForm
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit
from api.web.visit.visit import Visit
from intake.ground.text import TextUnreadable, clean
from triage.desk.searching.numbers import find_by_number, read_register_number
from triage.desk.searching.search import MOST_FOUND, Search, keep_keys, note_search
from triage.offices.accounts.sessions import SignedIn
from triage.tips.record.tables import Tip

router = APIRouter(prefix="/officer/search")

_LONGEST = 200


@router.get("")
def ask(visit: CurrentVisit, officer: CurrentOfficer) -> HTMLResponse:
    """Ask for words."""
    return visit.show_officer("search.html", {"officer": officer.officer, "typed": "", "events": None})


@router.post("")
def search(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm) -> Response:
    """Search, and send what is found as it is found."""
    words = _read(form["words"])
    if not words:
        return visit.show_officer("search.html", {"officer": officer.officer, "typed": "", "events": None})
    numbered = _find_by_number(visit, officer, words)
    if isinstance(numbered, Response):
        return numbered
    # Before anything is opened: the journal must not miss a search that was broken off.
    with visit.context.database.writing() as session:
        note_search(session, officer, at=visit.now())
        session.commit()
    values: dict[str, object] = {
        "officer": officer.officer,
        "typed": words,
        "numbered": numbered,
        "events": _run(visit, officer, words),
        "most": MOST_FOUND,
        "tree": visit.locality.tree,
        "categories": {category.code: category for category in visit.locality.categories},
    }
    return visit.stream_officer("search.html", values)


def _find_by_number(visit: Visit, officer: SignedIn, words: str) -> Response | Sequence[Tip]:
    """Lead to the tip that has the number which was typed; return all that may be meant where that is not certain."""
    wanted = read_register_number(words)
    if wanted is None:
        return ()
    with visit.context.database.reading() as session:
        found = find_by_number(session, officer.id, wanted, at=visit.now())
    if len(found) == 1 and wanted.is_certain:
        return visit.go(f"/officer/tips/{found[0].id}")
    return found


def _run(visit: Visit, officer: SignedIn, words: str) -> Iterator[object]:
    with visit.context.database.reading() as session:
        running = Search(session, officer, visit.context.keys, at=visit.now())
        yield from running.run(words)
        fresh = list(running.fresh_keys)
    if fresh:
        with visit.context.database.writing() as session:
            keep_keys(session, fresh)
            session.commit()


def _read(typed: str) -> str:
    try:
        return clean(typed)[:_LONGEST]
    except TextUnreadable:
        return ""
