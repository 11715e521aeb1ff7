"""Posts for areas that have none: one that was added waits for its commune's chief, who alone can sign its key."""

from datetime import datetime

from sqlmodel import Session, col, select

from intake.areas.kinds import RESIDENTIAL_KINDS
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from triage.ground.errors import MoveRefused, TipUnavailable
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.create import create_residential_post
from triage.offices.posts.holdings import list_led, open_held
from triage.offices.posts.tables import Post
from triage.offices.posts.trust import TrustedKeys, read_current


def list_without_post(session: Session, officer_id: str, tree: AreaTree) -> list[AreaNode]:
    """Return the open residential areas of the chief's communes that have no post: their tips go to the chief's."""
    led = [post.area_id for post in list_led(session, officer_id) if post.area_id in tree.nodes]
    nodes = [node for area_id in led for node in tree.open_under(AreaId(area_id or ""))]
    having = set(session.exec(select(Post.area_id).where(col(Post.area_id).in_([node.id for node in nodes]))))
    return [node for node in nodes if node.kind in RESIDENTIAL_KINDS and node.id not in having]


def make_post(
    session: Session, chief: SignedIn, area_id: str, tree: AreaTree, *, trusted: TrustedKeys, at: datetime
) -> None:
    """Make the post of a residential area in the chief's own session.

    Raises TipUnavailable where the area is not one of the chief's without a post, MoveRefused where the chief does not
    have the commune's present key, PostKeyRejected where that is not what the settings pin.
    """
    node = next((each for each in list_without_post(session, chief.id, tree) if each.id == area_id), None)
    commune = None if node is None else tree.find_commune(node.id)
    above = next((post for post in list_led(session, chief.id) if commune and post.area_id == commune.id), None)
    if node is None or above is None:
        raise TipUnavailable
    current = read_current(session, above.id, trusted)
    opened = open_held(session, chief.id, chief.seed, post_id=above.id)
    key = next((version for version in opened if version.key.id == current.id), None)
    if key is None:
        raise MoveRefused
    made = create_residential_post(session, key, node.id, at=at)
    append(session, Entry(JournalEvent.POST_CREATED, officer_id=chief.id, post_id=made.post.id), at=at)
