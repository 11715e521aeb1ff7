"""Handles: addresses under which a page can be loaded again for some minutes, and then no more.

A browser keeps the body of a POST whose answer it shows, on the disk. So every POST of a resident or an officer is
answered by a redirect to a handle: a random address whose row holds what the page needs, locked under the handle
itself. The database alone opens none, and an address that is found later leads nowhere.
"""

import json
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, delete, update

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.locking import lock, unlock
from crypto.tokens import Token
from triage.channels.threads.tables import HandleRow
from triage.ground.errors import HandleEnded
from triage.ground.insertion import insert_all

Content = dict[str, object]
"""What a page needs; it has to fit JSON."""


class HandleKind(StrEnum):
    """Which page a handle leads to."""

    RECEIPT = "receipt"
    THREAD = "thread"
    FORM = "form"
    """A form that was not taken, with what was typed."""
    SEARCH = "search"
    OFFICERS_PAGE = "officers_page"
    """What an officer's form was answered with."""


_LIVES = {
    HandleKind.RECEIPT: timedelta(minutes=10),
    HandleKind.THREAD: timedelta(minutes=15),
    HandleKind.FORM: timedelta(minutes=15),
    HandleKind.SEARCH: timedelta(minutes=15),
    HandleKind.OFFICERS_PAGE: timedelta(minutes=10),
}
# Each visit would otherwise write a row.
_TOUCHED_EVERY = timedelta(minutes=1)


def open_handle(session: Session, kind: HandleKind, content: Content, *, at: datetime) -> Token:
    """Return a handle that leads to the content for some minutes."""
    token = Token.generate()
    row = {"digest": token.digest, "kind": kind, "locked": _lock(token, kind, content), "expires_at": at + _LIVES[kind]}
    insert_all(session, HandleRow, [row])
    return token


def read_handle(session: Session, token: Token, kind: HandleKind, *, at: datetime) -> Content:
    """Return what the handle leads to. Raises HandleEnded, alike for one that never was."""
    row = session.get(HandleRow, token.digest)
    if row is None or row.kind != kind or row.expires_at <= at:
        raise HandleEnded
    try:
        content: Content = json.loads(unlock(row.locked, key=token.locking_key, context=_context(kind)))
    except Unopenable as error:
        raise HandleEnded from error
    return content


def is_touch_due(session: Session, token: Token, kind: HandleKind, *, at: datetime) -> bool:
    """Whether the handle should be told that its page is looked at."""
    row = session.get(HandleRow, token.digest)
    return row is not None and row.expires_at - at < _LIVES[kind] - _TOUCHED_EVERY


def touch_handle(session: Session, token: Token, kind: HandleKind, *, at: datetime) -> None:
    """Let the handle live as long from now as from its beginning."""
    live = col(HandleRow.digest) == token.digest, col(HandleRow.expires_at) > at
    session.exec(update(HandleRow).where(*live).values(expires_at=at + _LIVES[kind]))


def replace_content(session: Session, token: Token, kind: HandleKind, content: Content, *, at: datetime) -> bool:
    """Let a handle that lives lead to other content; say whether it does."""
    changed = session.exec(
        update(HandleRow)
        .where(col(HandleRow.digest) == token.digest, col(HandleRow.kind) == kind, col(HandleRow.expires_at) > at)
        .values(locked=_lock(token, kind, content), expires_at=at + _LIVES[kind])
    )
    return changed.rowcount == 1


def end_handle(session: Session, token: Token) -> None:
    """Let the handle lead nowhere."""
    session.exec(delete(HandleRow).where(col(HandleRow.digest) == token.digest))


def forget_handles(session: Session, *, at: datetime) -> None:
    """Delete what has had its time."""
    session.exec(delete(HandleRow).where(col(HandleRow.expires_at) <= at))


def _lock(token: Token, kind: HandleKind, content: Content) -> bytes:
    return lock(
        json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        key=token.locking_key,
        context=_context(kind),
    )


def _context(kind: HandleKind) -> Context:
    return bind(Label.HANDLE, kind)
