"""``/thoi-nhan/<token>``: a subscriber to warnings by e-mail asks for no more.

The link stands in a letter, so programs open it that look letters through: only the button stops anything.
"""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
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


async def is_one_click(request: Request) -> bool:
    """Say whether a mail program asks, in a form of either kind."""
    return b"One-Click" in await request.body()


@router.post("/{token}")
def stop(
    visit: CurrentVisit,
    _weighed: Weighed,
    token: str,
    session: WriteSession,
    *,
    is_one_click: Annotated[bool, Depends(is_one_click)],
) -> Response:
    """Send no more. A mail program that was asked by one click wants no other page (RFC 8058, section 3.1)."""
    contact = _find(session, token)
    if contact is not None:
        stop_contact(session, contact, at=visit.now())
    if is_one_click:
        return Response()
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
