"""Lines of the journal, for those who may read them: a chief the own branch's, the inspectorate its own, an
administrator none about tips, everybody what they did themselves.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, or_, select

from triage.ground.calendar import midnight
from triage.ground.vocabulary import PostKind
from triage.journal.tables import JournalDetail
from triage.offices.accounts.names import names_of
from triage.offices.accounts.sessions import SignedIn
from triage.offices.accounts.tables import Officer
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post
from triage.tips.record.barring import list_barred_from
from triage.tips.record.tables import Tip, TipAccess

PAGE_SIZE = 100
_ID = re.compile(r"[0-9a-f]{32}")

# Their remark is whom they concern.
_SUPERVISING = (PostKind.COMMUNE, PostKind.INSPECTORATE)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A line as its reader sees it."""

    detail: JournalDetail
    officer: str
    """Who did it; empty where no officer did."""
    register: str
    """The tip's number in its register; empty where it is about none, or the reader does not reach it any more."""
    remark: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, the newest line first, and before which number the next page ends."""

    entries: Sequence[JournalEntry]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class About:
    """What the journal is narrowed to; nothing of it widens what its reader may see."""

    number: int | None = None
    """The register number of the tips."""
    year: int | None = None
    officer_id: str = ""
    day: date | None = None
    """A day of the locality's clock."""


def read_journal(
    session: Session, reader: SignedIn, *, about: About | None = None, before: int | None = None
) -> JournalPage:
    """Return the newest lines that the reader may see, before a number if one is given."""
    query = select(JournalDetail).where(_may_see(session, reader), *_narrow(session, reader, about or About()))
    query = query.order_by(col(JournalDetail.number).desc())
    if before is not None:
        query = query.where(col(JournalDetail.number) < before)
    found = session.exec(query.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    return JournalPage(_describe(session, reader, shown), shown[-1].number if len(found) > PAGE_SIZE else None)


def list_named(session: Session, reader: SignedIn) -> list[tuple[str, str]]:
    """Return id and name of each officer who did something that the reader may see."""
    named = select(JournalDetail.officer_id).where(_may_see(session, reader))
    query = select(Officer.id, Officer.display_name).where(col(Officer.id).in_(named))
    return list(session.exec(query.order_by(col(Officer.display_name))).all())


def _narrow(session: Session, reader: SignedIn, about: About) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if about.number is not None:
        # Of the tips that the reader reaches: trying numbers must not tell where another has gone.
        tips = select(Tip.id).where(Tip.register_number == about.number, *_is_reached(session, reader))
        tips = tips if about.year is None else tips.where(Tip.register_year == about.year)
        conditions.append(col(JournalDetail.tip_id).in_(tips))
    if about.officer_id:
        conditions.append(col(JournalDetail.officer_id) == about.officer_id)
    if about.day is not None:
        begins_at = midnight(about.day)
        ends_at = midnight(about.day + timedelta(days=1))
        conditions += [col(JournalDetail.at) >= begins_at, col(JournalDetail.at) < ends_at]
    return conditions


def _may_see(session: Session, reader: SignedIn) -> ColumnElement[bool]:
    own = col(JournalDetail.officer_id) == reader.id
    if reader.is_administrator:
        hidden = select(Post.id).where(Post.kind == PostKind.INSPECTORATE)
        is_inspectorates = and_(col(JournalDetail.post_id).is_not(None), col(JournalDetail.post_id).in_(hidden))
        return or_(own, and_(col(JournalDetail.tip_id).is_(None), ~is_inspectorates))
    held = list_held(session, reader.id)
    # A post of one's own, and a chief's also those below. The inspectorate's tips open to its post only, so they are in
    # no other branch.
    above = [post.id for post in held if post.kind in _SUPERVISING]
    if not above:
        return own
    posts = select(Post.id).where(or_(col(Post.id).in_(above), col(Post.above_id).in_(above)))
    opens = exists().where(
        col(TipAccess.tip_id) == col(JournalDetail.tip_id),
        col(TipAccess.post_id).in_(above),
        # A line about a tip that names its reader would tell of it.
        col(JournalDetail.tip_id).not_in(list_barred_from(reader.id)),
    )
    about_posts = and_(col(JournalDetail.tip_id).is_(None), col(JournalDetail.post_id).in_(posts))
    return or_(own, opens, about_posts)


def _describe(session: Session, reader: SignedIn, details: Sequence[JournalDetail]) -> list[JournalEntry]:
    names = names_of(session, [name for detail in details for name in (detail.officer_id, _whom(detail))])
    tips = _list_reached(session, reader, {detail.tip_id for detail in details if detail.tip_id})
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
    """Return the officer whom a remark is about; ids of other things are for verifying, not for pages."""
    first = detail.remark.partition(":")[0]
    return first if _ID.fullmatch(first) else None


def _list_reached(session: Session, reader: SignedIn, tip_ids: set[str]) -> dict[str, Tip]:
    """Return those tips that the reader may still open: the number of another would say into which register it went."""
    query = select(Tip).where(col(Tip.id).in_(tip_ids), *_is_reached(session, reader))
    return {tip.id: tip for tip in session.exec(query)}


def _is_reached(session: Session, reader: SignedIn) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    held = [post.id for post in list_held(session, reader.id)]
    return (
        col(Tip.id).not_in(list_barred_from(reader.id)),
        exists().where(col(TipAccess.tip_id) == col(Tip.id), col(TipAccess.post_id).in_(held)),
    )


def _register(tip: Tip | None) -> str:
    return "" if tip is None else f"{tip.register_number}/{tip.register_year}"
