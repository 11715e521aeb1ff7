"""Of whose tips somebody sees figures: of those that may be opened; everybody else sees rounded quarters."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.officers.sessions import SignedIn
from triage.posts.holdings import list_held
from triage.posts.tables import Post
from triage.receiving.register import DUTY_DESK_REGISTER, INSPECTORATE_REGISTER
from triage.vocabulary import PostKind


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted."""

    registers: frozenset[str] = frozenset()
    area_ids: frozenset[str] = frozenset()
    """Only these areas of them; empty for all."""
    is_exact: bool = True
    """False where the one who looks cannot open what is counted: closed quarters, rounded."""


def find_scope(session: Session, officer: SignedIn, tree: AreaTree) -> Scope:
    """Return what the officer sees exactly: a commune, the desk's or the inspectorate's register, or the own areas.

    An administrator, and an officer without a post, see the locality in rounded quarters, without the inspectorate's.
    """
    posts = list_held(session, officer.id)
    inspectorate = [post for post in posts if post.kind == PostKind.INSPECTORATE]
    if inspectorate:
        # Its figures stand nowhere else, and nobody else's beside them.
        return Scope(frozenset({INSPECTORATE_REGISTER}))
    registers = {_register_of(post) for post in posts if post.kind in (PostKind.COMMUNE, PostKind.DUTY_DESK)}
    if registers:
        return Scope(frozenset(registers))
    areas = frozenset(post.area_id for post in posts if post.area_id)
    if not areas:
        return whole_locality(tree)
    communes = (tree.find_commune(AreaId(area_id)) for area_id in areas if area_id in tree.nodes)
    return Scope(frozenset(commune.id for commune in communes if commune), areas)


def whole_locality(tree: AreaTree) -> Scope:
    """Return the scope of those who cannot open the tips."""
    return Scope(frozenset({DUTY_DESK_REGISTER, *(commune.id for commune in tree.communes())}), is_exact=False)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to before when tips that came are counted."""

    begins_at: datetime
    ends_at: datetime


def _register_of(post: Post) -> str:
    return DUTY_DESK_REGISTER if post.kind == PostKind.DUTY_DESK else str(post.area_id)
