"""Asking for a top post that cannot be opened any more, and a holder's objection that it can."""

from datetime import datetime

from sqlmodel import Session, col, select

from crypto.transcripts import digest_transcript
from triage.custody.recovery.docket import RECOVERIES
from triage.custody.recovery.shares import list_lacking
from triage.custody.recovery.tables import Recovery
from triage.custody.requests.requests import PENDING, Plea, Rules, describe_request, find_state, store_grounds
from triage.ground.errors import CustodyRefused, TipUnavailable
from triage.ground.vocabulary import DisclosureState
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post


def list_tops(session: Session) -> list[Post]:
    """Return the posts that no other stands above: the only ones whose keys can be lost."""
    query = select(Post).where(col(Post.above_id).is_(None)).order_by(col(Post.kind), col(Post.area_id))
    return list(session.exec(query))


def ask_for_post(session: Session, officer: SignedIn, post_id: str, plea: Plea, *, rules: Rules, at: datetime) -> str:
    """Put the request before the custodians, and return its id.

    Raises TipUnavailable where there is no such post, or CustodyRefused: ``not_yours`` for a holder, ``pending`` where
    a request waits already, ``nothing`` where the custodians have no shares of it, ``too_few`` where without the asker
    not enough of them are left.
    """
    post = session.exec(select(Post).where(Post.id == post_id, col(Post.above_id).is_(None)).with_for_update()).first()
    if post is None or officer.is_administrator:
        raise TipUnavailable
    if any(held.id == post.id for held in list_held(session, officer.id)):
        raise CustodyRefused("not_yours")
    known = session.exec(select(Recovery).where(Recovery.post_id == post.id)).all()
    if any(_is_under_way(each, at=at) for each in known):
        raise CustodyRefused("pending")
    if list_lacking(session, [post], rules):
        raise CustodyRefused("nothing")
    readers = rules.list_readers(officer.officer.username)
    if len(readers) < rules.needed:
        raise CustodyRefused("too_few")
    row = Recovery(post_id=post.id, **describe_request(officer.id, plea, rules, at=at))
    session.add(row)
    session.flush()
    store_grounds(session, RECOVERIES, row.id, plea.grounds, readers)
    remark = digest_transcript(plea.transcript)
    entry = Entry(JournalEvent.RECOVERY_ASKED, officer_id=officer.id, post_id=post.id, remark=remark)
    append(session, entry, at=at)
    return row.id


def list_objectionable(session: Session, officer_id: str, *, at: datetime) -> list[Recovery]:
    """Return what is under way for posts that the officer holds: who is there can say so."""
    held = [post.id for post in list_held(session, officer_id)]
    query = select(Recovery).where(col(Recovery.post_id).in_(held)).order_by(col(Recovery.asked_at).desc())
    return [row for row in session.exec(query) if _is_under_way(row, at=at)]


def object_to(session: Session, officer: SignedIn, recovery_id: str, *, at: datetime) -> None:
    """A holder is there: the request is over. Raises TipUnavailable for anybody else, or once it is taken."""
    row = session.get(Recovery, recovery_id, with_for_update=True, populate_existing=True)
    if row is None or row.id not in {each.id for each in list_objectionable(session, officer.id, at=at)}:
        raise TipUnavailable
    row.refused_at, row.refused_by = at, officer.id
    session.add(row)
    entry = Entry(JournalEvent.RECOVERY_REFUSED, officer_id=officer.id, post_id=row.post_id)
    append(session, entry, at=at)


def _is_under_way(row: Recovery, *, at: datetime) -> bool:
    state = find_state(row, at=at)
    return state in PENDING or (state is DisclosureState.READY and row.taken_at is None)
