"""Founding a locality in an empty database: areas, categories, and every post with its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from api.storage.migrations.state import migrate
from intake.areas.file import MendedCode
from intake.areas.kinds import RESIDENTIAL_KINDS
from intake.areas.load import load_area_file
from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree, load_tree
from intake.ground.categories import add_standard_categories
from intake.identity.custody import Custody
from triage.custody.recovery.shares import keep_shares
from triage.desk.casework.sentences import add_standard_sentences
from triage.ground.vocabulary import PostKind
from triage.offices.posts.create import OpenPost, create_residential_post, create_top_post
from triage.offices.posts.trust import root_fingerprint


@dataclass(frozen=True, slots=True)
class Locality:
    """What was founded. The posts are open only here: afterwards only their holders can open them."""

    tree: AreaTree
    tops: dict[str, OpenPost]
    """The duty desk and the inspectorate by their kinds, the communes' posts by their areas."""
    residential: dict[AreaId, OpenPost]
    roots: list[str]
    """The fingerprints of the top posts, which the settings pin."""
    mended: Sequence[MendedCode]
    """What was mended in the area file."""


def found_locality(session: Session, area_file: Path, custody: Custody, *, at: datetime) -> Locality:
    """Migrate, load the areas, and make a post for the duty desk, the inspectorate and each area.

    The custodians get shares of the top posts' keys, which could not be brought back otherwise.

    Raises intake.errors.AreaFileBroken. The caller commits.
    """
    migrate(session.connection())
    add_standard_categories(session)
    mended = load_area_file(session, area_file, at=at)
    session.flush()
    tree = load_tree(session)
    tops = {kind.value: found_top_post(session, kind, None, custody, at=at) for kind in _WITHOUT_AREA}
    tops |= {node.id: found_top_post(session, PostKind.COMMUNE, node.id, custody, at=at) for node in tree.communes()}
    residential = {
        node.id: create_residential_post(session, tops[commune.id], node.id, at=at)
        for node in tree.nodes.values()
        if node.kind in RESIDENTIAL_KINDS and (commune := tree.find_commune(node.id)) is not None
    }
    roots = [root_fingerprint(top.post, top.key) for top in tops.values()]
    return Locality(tree, tops, residential, roots, mended)


def found_top_post(
    session: Session, kind: PostKind, area_id: AreaId | None, custody: Custody, *, at: datetime
) -> OpenPost:
    """Make a top post with the sentences it begins with, and give the custodians shares of its key."""
    top = create_top_post(session, kind, area_id, at=at)
    keepers = {each.public_key.fingerprint: each.public_key for each in custody.custodians}
    keep_shares(session, top, keepers, needed=custody.needed)
    add_standard_sentences(session, top.post.id)
    return top


_WITHOUT_AREA = (PostKind.DUTY_DESK, PostKind.INSPECTORATE)
