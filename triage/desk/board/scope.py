"""Of whose tips an officer sees figures: of those that may be opened; everybody else sees rounded quarters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from intake.areas.tables import AreaId
from intake.areas.tree import AreaTree
from triage.ground.vocabulary import PostKind
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_held
from triage.offices.posts.tables import Post
from triage.tips.record.barring import list_barred_from
from triage.tips.record.register import DUTY_DESK_REGISTER, INSPECTORATE_REGISTER
from triage.tips.record.tables import Tip


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted."""

    registers: frozenset[str] = frozenset()
    area_ids: frozenset[str] = frozenset()
    """Only these areas of them; empty for all."""
    officer_id: str = ""
    """Who looks: tips that are barred from that officer are counted for others only."""
    is_exact: bool = True
    """False where the one who looks cannot open what is counted: closed quarters, rounded."""


def find_scope(session: Session, officer: SignedIn, tree: AreaTree) -> Scope:
    """Return what the officer sees exactly: a commune, the desk's or the inspectorate's register, or the own areas.

    An administrator, and an officer without a post, see the locality in rounded quarters, without the inspectorate's.
    """
    posts = list_held(session, officer.id)
    inspectorate = [post for post in posts if post.kind == PostKind.INSPECTORATE]
    if inspectorate:
        # Its figures stand nowhere else, and no other's beside them.
        return Scope(frozenset({INSPECTORATE_REGISTER}), officer_id=officer.id)
    registers = {_register_of(post) for post in posts if post.kind in (PostKind.COMMUNE, PostKind.DUTY_DESK)}
    if registers:
        return Scope(frozenset(registers), officer_id=officer.id)
    areas = frozenset(post.area_id for post in posts if post.area_id)
    if not areas:
        return whole_locality(tree)
    communes = (tree.find_commune(AreaId(area_id)) for area_id in areas if area_id in tree.nodes)
    return Scope(frozenset(commune.id for commune in communes if commune), areas, officer.id)


def whole_locality(tree: AreaTree) -> Scope:
    """Return the scope of those who cannot open the tips."""
    return Scope(frozenset({DUTY_DESK_REGISTER, *(commune.id for commune in tree.communes())}), is_exact=False)


def in_scope(scope: Scope) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on a tip to be counted in the scope."""
    yield col(Tip.register_name).in_(scope.registers)
    yield col(Tip.id).not_in(list_barred_from(scope.officer_id))
    if scope.area_ids:
        yield col(Tip.area_id).in_(scope.area_ids)


@dataclass(frozen=True, slots=True)
class Span:
    """From when to before when tips that came are counted."""

    begins_at: datetime
    ends_at: datetime


def _register_of(post: Post) -> str:
    return DUTY_DESK_REGISTER if post.kind == PostKind.DUTY_DESK else str(post.area_id)
