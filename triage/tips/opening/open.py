"""Opening a tip: may this officer, and with which key?"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, or_, select

from crypto.errors import Unopenable
from crypto.keys import Seed
from triage.ground.errors import TipDamaged, TipUnavailable
from triage.ground.keys import KeyDirectory
from triage.ground.vocabulary import PostKind
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.journal.tables import JournalDetail
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import open_held
from triage.offices.posts.tables import Holding, Post
from triage.tips.delivery.deliver import mark_seen
from triage.tips.installation import Installation
from triage.tips.record.access import open_access, unlock_reason
from triage.tips.record.barring import list_barred_from
from triage.tips.record.showing import has_reached
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.reasons import Reason

_SAME_READING = timedelta(minutes=30)
_SHIFT = timedelta(hours=8)
_TAKEN_BACK_WITHIN = timedelta(days=1)


class Capacity(StrEnum):
    """As what an officer acts on a tip."""

    HOLDER = "holder"
    """Holds the post that answers for the tip."""
    LOCAL = "local"
    """Holds a residential post, and the tip stands there."""
    CHIEF = "chief"
    """Holds the post of the commune in whose register the tip stands; for the inspectorate's tips, the inspectorate."""
    DISPATCHER = "dispatcher"
    """Holds the duty desk or the commune's post, and the tip stands there: it may belong to another post."""
    INSPECTORATE = "inspectorate"
    """Holds the inspectorate, and the tip stands there."""
    CLOSER = "closer"
    """Holds the post that closed the tip less than a day ago, and may take that back."""
    READER = "reader"
    """The tip has climbed to a post of the officer's."""


_OF_KIND = {
    PostKind.RESIDENTIAL: (Capacity.LOCAL,),
    PostKind.DUTY_DESK: (Capacity.DISPATCHER,),
    PostKind.COMMUNE: (Capacity.DISPATCHER,),
    PostKind.INSPECTORATE: (Capacity.INSPECTORATE,),
}


@dataclass(frozen=True, slots=True)
class Permission:
    """That an officer may open a tip, by way of which post, and as what."""

    tip: Tip
    access: TipAccess
    post: Post
    capacities: frozenset[Capacity]


@dataclass(frozen=True, slots=True)
class OpenTip:
    """A tip open before an officer."""

    tip: Tip
    post: Post
    capacities: frozenset[Capacity]
    reason: Reason
    seed: Seed = field(repr=False)


def get_permission(session: Session, officer: SignedIn, tip_id: str, *, at: datetime) -> Permission:
    """Return by what right the officer may open the tip.

    Raises TipUnavailable, alike for a tip that does not exist, that is another post's, that has not climbed yet, and
    from which the officer is barred.
    """
    rows = list(
        session.exec(
            select(Tip, TipAccess, Post)
            .join(TipAccess, col(TipAccess.tip_id) == col(Tip.id))
            .join(Holding, col(Holding.post_key_id) == col(TipAccess.post_key_id))
            .join(Post, col(Post.id) == col(Holding.post_id))
            .where(
                Tip.id == tip_id,
                Holding.officer_id == officer.id,
                col(Holding.until).is_(None),
                col(Tip.id).not_in(list_barred_from(officer.id)),
                or_(
                    col(Post.kind) == PostKind.COMMUNE,
                    has_reached(at) & col(TipAccess.is_hidden).is_(False),
                ),
            )
        )
    )
    if not rows:
        raise TipUnavailable
    tip, access, post = min(rows, key=lambda row: row[2].id != row[0].post_id)
    return Permission(tip, access, post, frozenset(_capacities(tip, [row[2] for row in rows], at=at)))


def open_tip(session: Session, officer: SignedIn, tip_id: str, *, installation: Installation, at: datetime) -> OpenTip:
    """Open a tip. Raises TipUnavailable, TipDamaged or KeyDestroyed."""
    permission = get_permission(session, officer, tip_id, at=at)
    tip, access = permission.tip, permission.access
    seed = _open_seed(session, officer, permission, installation.keys)
    try:
        reason = unlock_reason(access, seed=seed)
    except Unopenable as error:
        raise TipDamaged from error
    return OpenTip(tip, permission.post, permission.capacities, reason, seed)


def read_tip(
    session: Session,
    officer: SignedIn,
    tip_id: str,
    *,
    installation: Installation,
    at: datetime,
    is_refresh: bool = False,
) -> OpenTip:
    """Open a tip to read it: the reading is journaled, and the officer's news of it is seen.

    A page that is loaded again is no other reading: within half an hour, where nothing new was to be seen. With
    ``is_refresh`` an open page asks for itself; the officer may be away, so nothing counts as seen, and a line is
    written only where the officer has not opened the tip in this shift.

    Raises TipUnavailable, KeyDestroyed, or TipDamaged, which is journaled too: commit before passing it on.
    """
    try:
        opened = open_tip(session, officer, tip_id, installation=installation, at=at)
    except TipDamaged:
        append(session, Entry(JournalEvent.TIP_DAMAGED, officer_id=officer.id, tip_id=tip_id), at=at)
        raise
    if is_refresh and _has_read(session, officer.id, tip_id, since=at - _SHIFT):
        return opened
    is_new = mark_seen(session, tip_id=tip_id, officer_id=officer.id, at=at)
    if not is_new and _has_read(session, officer.id, tip_id, since=at - _SAME_READING):
        return opened
    entry = Entry(JournalEvent.TIP_READ, officer_id=officer.id, tip_id=tip_id, post_id=opened.post.id)
    append(session, entry, at=at)
    return opened


def _has_read(session: Session, officer_id: str, tip_id: str, *, since: datetime) -> bool:
    query = select(JournalDetail.number).where(
        JournalDetail.tip_id == tip_id,
        JournalDetail.officer_id == officer_id,
        JournalDetail.event == JournalEvent.TIP_READ,
        JournalDetail.at > since,
    )
    return session.exec(query.limit(1)).first() is not None


def _open_seed(session: Session, officer: SignedIn, permission: Permission, keys: KeyDirectory) -> Seed:
    held = open_held(session, officer.id, officer.seed, post_id=permission.post.id)
    opened = next((post for post in held if post.key.id == permission.access.post_key_id), None)
    if opened is None:
        raise TipUnavailable
    try:
        return open_access(permission.tip, permission.access, post_seed=opened.seed, keys=keys)
    except Unopenable as error:
        raise TipDamaged from error


def _capacities(tip: Tip, posts: list[Post], *, at: datetime) -> set[Capacity]:
    held = {Capacity.READER}
    for post in posts:
        if post.id == tip.post_id:
            held |= {Capacity.HOLDER, *_OF_KIND.get(PostKind(post.kind), ())}
            if tip.closed_at is not None and at - tip.closed_at < _TAKEN_BACK_WITHIN:
                held.add(Capacity.CLOSER)
        # Another commune's chief, with whom a tip is shared, reads it and is not its chief.
        if post.kind == PostKind.INSPECTORATE or (post.kind == PostKind.COMMUNE and post.area_id == tip.register_name):
            held.add(Capacity.CHIEF)
    return held
