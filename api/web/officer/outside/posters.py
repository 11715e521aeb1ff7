"""``/officer/posters``: posters of a commune's boxes, and the numbers that its areas publish."""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.http.forms import PostedForm
from api.web.pages.choice import texts_of
from api.web.posters.facts import gather_facts
from api.web.visit.dependencies import CurrentOfficer, CurrentVisit, ReadSession, WriteSession
from api.web.visit.visit import Visit
from intake.areas.kinds import COMMUNE_KINDS
from intake.areas.tables import AreaId
from triage.ground.errors import MoveRefused, TipUnavailable
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.numbers import list_numbers_of_chief, publish_number

router = APIRouter(prefix="/officer/posters")


@router.get("")
def show_posters(visit: CurrentVisit, officer: CurrentOfficer, session: ReadSession) -> HTMLResponse:
    """Show the communes with their posters, and a chief's numbers."""
    return _render(visit, officer, session)


@router.post("/numbers")
def publish(visit: CurrentVisit, officer: CurrentOfficer, form: PostedForm, session: WriteSession) -> Response:
    """Publish a post's number."""
    try:
        publish_number(session, officer, form["post"], form["number"], at=visit.now())
    except MoveRefused:
        session.rollback()
        return _render(visit, officer, session, refused=form["post"], typed=form["number"])
    return visit.go("/officer/posters")


@router.get("/{area_id}")
def send_all(visit: CurrentVisit, officer: CurrentOfficer, area_id: str) -> Response:
    """Send the posters of a commune as one PDF, the commune's own first."""
    # Loaded where a chief prints, and not with every process: it takes thirty megabytes and a third of the start.
    from api.web.posters.pdf import draw_posters  # noqa: PLC0415

    del officer
    tree = visit.locality.tree
    commune = tree.nodes.get(AreaId(area_id))
    if commune is None or commune.kind not in COMMUNE_KINDS:
        raise TipUnavailable
    boxes = [node for node in (commune, *tree.open_under(commune.id)) if node.box]
    posters = (gather_facts(visit, node) for node in boxes)
    content = draw_posters(posters, texts_of(visit.request.scope), at=visit.now())
    headers = {"Content-Disposition": f'attachment; filename="{commune.id}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)


def _render(visit: Visit, officer: SignedIn, session: Session, *, refused: str = "", typed: str = "") -> HTMLResponse:
    values: dict[str, object] = {
        "officer": officer.officer,
        "tree": visit.locality.tree,
        "lines": list_numbers_of_chief(session, officer.id),
        "refused": refused,
        "typed": typed,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused or typed else HTTPStatus.OK
    return visit.show_officer("posters.html", values, status=status)
