"""``/thoi-nhan/<token>``: whoever is sent warnings by e-mail asks for no more.

The link stands in a letter, so programs open it that look letters through: only the button stops anything.
"""

from http import HTTPStatus

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.web.visit.dependencies import CurrentVisit, ReadSession, WriteSession
from api.web.visit.gate import Weighed
from api.web.visit.visit import Visit
from crypto.errors import KeyMalformed
from crypto.tokens import Token
from triage.warnings.contacts import find_by_token, stop_contact
from triage.warnings.tables import WarningContact

router = APIRouter(prefix="/thoi-nhan")


@router.get("/{token}")
def ask(visit: CurrentVisit, token: str, session: ReadSession) -> HTMLResponse:
    """Ask whether they mean it."""
    return _render(visit, token, _find(session, token))


@router.post("/{token}")
def stop(visit: CurrentVisit, _weighed: Weighed, token: str, session: WriteSession) -> Response:
    """Send no more."""
    contact = _find(session, token)
    if contact is not None:
        stop_contact(session, contact, at=visit.now())
    return visit.go(f"/thoi-nhan/{token}")


def _find(session: Session, token: str) -> WarningContact | None:
    try:
        return find_by_token(session, Token.parse(token))
    except KeyMalformed:
        return None


def _render(visit: Visit, token: str, contact: WarningContact | None) -> HTMLResponse:
    state = "unknown" if contact is None else "stopped" if contact.stopped_at else "asked"
    status = HTTPStatus.NOT_FOUND if contact is None else HTTPStatus.OK
    return visit.show_resident("stopping.html", {"token": token, "state": state}, status=status)
