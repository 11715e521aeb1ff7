"""Leading a resident on to a page that can be loaded again for some minutes (triage/channels/threads/handles.py)."""

from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.web.visit.visit import Visit
from crypto.errors import KeyMalformed
from crypto.tokens import Token
from triage.channels.threads.handles import (
    Content,
    HandleKind,
    end_handle,
    is_touch_due,
    open_handle,
    read_handle,
    replace_content,
    touch_handle,
)
from triage.ground.errors import HandleEnded

PATHS = {HandleKind.RECEIPT: "/nhan/", HandleKind.THREAD: "/tra-cuu/xem/", HandleKind.SEARCH: "/tim/"}


def parse_handle(text: str) -> Token | None:
    """Return the handle that an address or a form names, or None where it is none."""
    try:
        return Token.parse(text)
    except KeyMalformed:
        return None


def read_content(visit: Visit, text: str, kind: HandleKind) -> Content:
    """Return what the handle leads to, and let it live on where its page is looked at. Raises HandleEnded."""
    token = parse_handle(text)
    if token is None:
        raise HandleEnded
    with visit.context.database.reading() as session:
        content = read_handle(session, token, kind, at=visit.now())
        # The receipt's page ends by itself: it shows what a passer-by must not find.
        is_due = kind is not HandleKind.RECEIPT and is_touch_due(session, token, kind, at=visit.now())
    if is_due:
        with visit.context.database.writing() as session:
            touch_handle(session, token, kind, at=visit.now())
            session.commit()
    return content


def read_words(content: object) -> dict[str, str]:
    """Return a mapping of words as it was kept."""
    return {str(name): str(value) for name, value in content.items()} if isinstance(content, dict) else {}


def lead_to(
    visit: Visit, session: Session, kind: HandleKind, content: Content, *, same: str = "", path: str = ""
) -> RedirectResponse:
    """Return a redirect to the content's page. ``same`` is a handle that shall lead there from now on, if it lives.

    The caller commits before the redirect is sent.
    """
    token = parse_handle(same)
    if token is None or not replace_content(session, token, kind, content, at=visit.now()):
        token = open_handle(session, kind, content, at=visit.now())
    return visit.go((path or PATHS[kind]) + token.reveal())


def leave_page(session: Session, text: str) -> None:
    """Let the handle lead nowhere any more; what is no handle is passed over."""
    token = parse_handle(text)
    if token is not None:
        end_handle(session, token)
