"""Sharing a tip across a border: with the post of another area of the cluster, by hand, one tip at a time."""

from sqlmodel import Session, col, select

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.desk.casework.desk import Desk, change, find_move, journal, open_desk
from triage.desk.casework.moves import MoveName
from triage.desk.casework.tables import ClusterArea
from triage.ground.errors import MoveRefused
from triage.ground.insertion import insert_all
from triage.ground.keys import month_of
from triage.journal.events import JournalEvent
from triage.offices.duty.roster import read_staff
from triage.offices.posts.tables import Post, PostKey
from triage.tips.delivery.deliver import deliver
from triage.tips.record.access import seal_grant
from triage.tips.record.barring import list_barred
from triage.tips.record.tables import Tip, TipAccess
from triage.tips.routing.grants import Grant
from triage.tips.routing.reasons import Reason, ReasonCode


def list_sharable(session: Session, tip: Tip, tree: AreaTree) -> list[Post]:
    """Return the posts of the areas that lie in a cluster with the tip's area, and cannot open the tip yet."""
    if tip.area_id is None or tip.area_id not in tree.nodes:
        return []
    lineage = [node.id for node in tree.lineage(AreaId(tip.area_id))]
    clusters = select(ClusterArea.cluster_id).where(col(ClusterArea.area_id).in_(lineage))
    areas = select(ClusterArea.area_id).where(col(ClusterArea.cluster_id).in_(clusters))
    there = select(TipAccess.post_id).where(TipAccess.tip_id == tip.id)
    query = select(Post).where(col(Post.area_id).in_(areas), col(Post.id).not_in(there))
    return list(session.exec(query.order_by(col(Post.area_id))))


def share(desk: Desk, post_id: str, *, tree: AreaTree) -> None:
    """Let the post of another area of the cluster read the tip; it stays with the post that has it.

    Raises TipUnavailable, TipChanged, PostKeyRejected, or MoveRefused, also for a post outside the cluster.
    """
    opened = open_desk(desk)
    find_move(opened, MoveName.SHARE)
    tip, session = opened.tip, desk.session
    post = next((each for each in list_sharable(session, tip, tree) if each.id == post_id), None)
    if post is None:
        raise MoveRefused
    month = month_of(desk.at)
    sealed = seal_grant(_grant(desk, post, tip), opened.seed, tip.id, desk.installation.keys.make_content_key(month))
    row = {**sealed, "tip_id": tip.id, "month": month, "visible_at": desk.at}
    shown = {"priority": tip.priority, "accepted_at": tip.accepted_at, "due_at": tip.accepted_at}
    insert_all(session, TipAccess, [{**row, **shown}])
    change(desk, tip)
    staff, barred = read_staff(session, [post.id])[post.id], list_barred(session, tip.id)
    deliver(session, [(post.id, staff.who_is_asked(desk.at, without=barred))], tip_id=tip.id, at=desk.at)
    journal(desk, JournalEvent.TIP_SHARED, post.id)


def _grant(desk: Desk, post: Post, tip: Tip) -> Grant:
    newest = select(PostKey).where(PostKey.post_id == post.id).order_by(col(PostKey.version).desc())
    key = desk.session.exec(newest).first()
    if key is None:
        raise MoveRefused
    public_key = desk.installation.router.trusted.check(desk.session, post, key)
    reason = Reason(ReasonCode.SHARED, (tip.area_id,) if tip.area_id else ())
    return Grant(post.id, key.id, public_key, reason, desk.at)
