"""Lines of the journal, for those who may read them: a chief the own branch's, the inspectorate its own, an
administrator none about tips, everybody what they did themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select

from triage.journal.tables import JournalDetail
from triage.officers.names import names_of
from triage.officers.sessions import SignedIn
from triage.posts.holdings import list_held
from triage.posts.tables import Post
from triage.tips.tables import Tip, TipAccess
from triage.vocabulary import JournalEvent, PostKind

PAGE_SIZE = 100

# Their remark is whom they concern.
_ABOUT_SOMEBODY = (
    JournalEvent.POST_GIVEN,
    JournalEvent.INVITED,
    JournalEvent.ACCOUNT_CLOSED,
    JournalEvent.SESSIONS_ENDED,
)
_SUPERVISING = (PostKind.COMMUNE, PostKind.INSPECTORATE)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A line as its reader sees it."""

    detail: JournalDetail
    officer: str
    """Who did it; empty where nobody here did."""
    register: str
    """The tip's number in its register; empty where it is about none, or the tip is gone."""
    remark: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, the newest line first, and before which number the next page ends."""

    entries: Sequence[JournalEntry]
    next_before: int | None


def read_journal(session: Session, reader: SignedIn, *, before: int | None = None) -> JournalPage:
    """Return the newest lines that the reader may see, before a number if one is given."""
    query = select(JournalDetail).where(_may_see(session, reader)).order_by(col(JournalDetail.number).desc())
    if before is not None:
        query = query.where(col(JournalDetail.number) < before)
    found = session.exec(query.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    return JournalPage(_describe(session, shown), shown[-1].number if len(found) > PAGE_SIZE else None)


def _may_see(session: Session, reader: SignedIn) -> ColumnElement[bool]:
    own = col(JournalDetail.officer_id) == reader.id
    if reader.is_administrator:
        hidden = select(Post.id).where(Post.kind == PostKind.INSPECTORATE)
        is_inspectorates = and_(col(JournalDetail.post_id).is_not(None), col(JournalDetail.post_id).in_(hidden))
        return or_(own, and_(col(JournalDetail.tip_id).is_(None), ~is_inspectorates))
    held = list_held(session, reader.id)
    # A post of one's own, and a chief's also those below. The inspectorate's tips open to its post only, so they are in
    # nobody else's branch.
    above = [post.id for post in held if post.kind in _SUPERVISING]
    if not above:
        return own
    posts = select(Post.id).where(or_(col(Post.id).in_(above), col(Post.above_id).in_(above)))
    opens = exists().where(col(TipAccess.tip_id) == col(JournalDetail.tip_id), col(TipAccess.post_id).in_(above))
    about_posts = and_(col(JournalDetail.tip_id).is_(None), col(JournalDetail.post_id).in_(posts))
    return or_(own, opens, about_posts)


def _describe(session: Session, details: Sequence[JournalDetail]) -> list[JournalEntry]:
    names = names_of(session, [name for detail in details for name in (detail.officer_id, _whom(detail))])
    tip_ids = {detail.tip_id for detail in details if detail.tip_id}
    tips = {tip.id: tip for tip in session.exec(select(Tip).where(col(Tip.id).in_(tip_ids)))}
    return [
        JournalEntry(
            detail,
            names.get(detail.officer_id or "", ""),
            _register(tips.get(detail.tip_id or "")),
            names.get(_whom(detail) or "", "") if _whom(detail) else detail.remark,
        )
        for detail in details
    ]


def _whom(detail: JournalDetail) -> str | None:
    return detail.remark or None if detail.event in _ABOUT_SOMEBODY else None


def _register(tip: Tip | None) -> str:
    return "" if tip is None else f"{tip.register_number}/{tip.register_year}"
