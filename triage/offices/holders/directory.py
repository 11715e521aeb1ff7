"""All accounts, for an administrator, who looks after them and holds no post."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from triage.ground.errors import MoveRefused, OfficerUnknown
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import normalise_username
from triage.offices.accounts.sessions import SignedIn, end_every_way
from triage.offices.accounts.tables import Officer
from triage.offices.holders.closing import close_account


def list_accounts(session: Session) -> Sequence[Officer]:
    """Return every account, the open ones first."""
    query = select(Officer).order_by(col(Officer.closed_at).is_not(None), col(Officer.display_name))
    return session.exec(query).all()


def close_other(session: Session, administrator: SignedIn, username: str, at: datetime) -> None:
    """Close another's account. Raises OfficerUnknown, or MoveRefused for one's own: one has to be left."""
    if normalise_username(username) == administrator.officer.username:
        raise MoveRefused
    close_account(session, username, by=administrator.id, at=at)


def end_sessions_of(session: Session, administrator: SignedIn, username: str, at: datetime) -> None:
    """End every way into an account that is open now. Raises OfficerUnknown."""
    officer = session.exec(select(Officer).where(Officer.username == normalise_username(username))).first()
    if officer is None:
        raise OfficerUnknown
    end_every_way(session, officer)
    append(session, Entry(JournalEvent.SESSIONS_ENDED, officer_id=administrator.id, remark=officer.id), at=at)
