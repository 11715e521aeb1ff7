"""Closing an account: it signs in no more, and what it holds is no longer handed to it."""

from datetime import datetime

from sqlmodel import Session, select

from triage.ground.errors import OfficerUnknown
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.accounts import normalise_username
from triage.offices.accounts.sessions import end_every_way
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import end_holdings


def close_account(session: Session, username: str, *, by: str | None = None, at: datetime) -> None:
    """Close the account at once: sessions end, posts are given back. ``by`` is who does it on a page.

    Raises OfficerUnknown.

    What the officer has read stays read. A kept copy of a post's seed could still open what is sealed to that
    key; new versions of the keys are the chief's next step.
    """
    officer = session.exec(select(Officer).where(Officer.username == normalise_username(username))).first()
    if officer is None or officer.closed_at is not None:
        raise OfficerUnknown
    officer.closed_at = at
    session.add(officer)
    end_every_way(session, officer)
    end_holdings(session, officer.id, at=at)
    append(session, Entry(JournalEvent.ACCOUNT_CLOSED, officer_id=by or officer.id, remark=officer.id), at=at)
