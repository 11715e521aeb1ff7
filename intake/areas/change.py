"""Changing a locality's areas: adding, naming, closing. None is moved: its tips would go elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from intake.areas.boxes import ALPHABET, open_box
from intake.areas.kinds import ABOLISHED_KINDS, COMMUNE_KINDS, RESIDENTIAL_KINDS, AreaKind
from intake.areas.tables import Area, AreaId, AreaName
from intake.areas.tree import AreaNode, AreaTree, load_tree
from intake.ground.errors import AreaUnfit
from intake.ground.text import TextUnreadable, clean

LONGEST_NAME = 80
ADDED_KINDS = RESIDENTIAL_KINDS | COMMUNE_KINDS

_ABOVE_COMMUNES = ABOLISHED_KINDS | {AreaKind.PROVINCE}
_ID_LENGTH = 6


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to be added."""

    kind: str
    name: str
    parent_id: str
    """Of a residential area the commune, or an area in it; of a commune what lies above."""


def add_area(session: Session, new: NewArea, *, at: datetime) -> AreaId:
    """Add a commune, or a residential area in one, with a box of its own, and return its id. Raises AreaUnfit.

    It has no post until one is made; until then its tips go to the nearest post above.
    """
    tree, name = load_tree(session), _read_name(new.name)
    parent = tree.nodes.get(AreaId(new.parent_id))
    if parent is None or not _can_hold(tree, parent, new.kind):
        raise AreaUnfit("a residential area is added in a commune, and a commune in what stands above communes")
    if any(node.name == name and node.kind == new.kind for node in tree.children.get(parent.id, ())):
        raise AreaUnfit("there is one of that name already")
    area_id = _draw_id(session, tree.find_commune(parent.id) or parent)
    session.add(Area(id=area_id, parent_id=parent.id, kind=AreaKind(new.kind), name=name, valid_from=at.date()))
    session.flush()
    session.add(AreaName(area_id=area_id, name=name, valid_from=at.date()))
    open_box(session, area_id, at=at)
    return area_id


def list_above_communes(tree: AreaTree) -> list[AreaNode]:
    """Return the areas to which a commune can be added."""
    found = (node for node in tree.nodes.values() if _can_hold(tree, node, AreaKind.COMMUNE))
    return sorted(found, key=lambda node: node.title)


def _can_hold(tree: AreaTree, parent: AreaNode, kind: str) -> bool:
    if kind in COMMUNE_KINDS:
        return parent.kind in _ABOVE_COMMUNES and tree.find_commune(parent.id) is None
    return kind in RESIDENTIAL_KINDS and tree.find_commune(parent.id) is not None


def add_name(session: Session, area_id: str, name: str) -> None:
    """Add a name by which people call the area too, so that a text with it is understood. Raises AreaUnfit."""
    area, name = _hold(session, area_id), _read_name(name)
    if session.get(AreaName, (area.id, name)) is None:
        session.add(AreaName(area_id=area.id, name=name))
        session.flush()


def rename_area(session: Session, area_id: str, name: str, *, at: datetime) -> None:
    """Give the area another official name. The old one is still understood. Raises AreaUnfit."""
    area, name = _hold(session, area_id), _read_name(name)
    if name == area.name:
        return
    former = session.get(AreaName, (area.id, area.name)) or AreaName(area_id=area.id, name=area.name)
    former.valid_until = at.date()
    session.add(former)
    now = session.get(AreaName, (area.id, name)) or AreaName(area_id=area.id, name=name)
    now.valid_from, now.valid_until = at.date(), None
    session.add(now)
    area.name = name
    session.add(area)
    session.flush()


def close_area(session: Session, area_id: str, *, at: datetime) -> None:
    """Close the area to be chosen. Its name, its box and its post stay, for old posters. Raises AreaUnfit."""
    _set_until(session, area_id, at.date())


def reopen_area(session: Session, area_id: str) -> None:
    """Let people choose a closed area again. Raises AreaUnfit."""
    _set_until(session, area_id, None)


def _set_until(session: Session, area_id: str, until: date | None) -> None:
    area = _hold(session, area_id)
    if area.kind not in RESIDENTIAL_KINDS:
        raise AreaUnfit("only a residential area is closed or opened here")
    area.valid_until = until
    session.add(area)
    session.flush()


def _hold(session: Session, area_id: str) -> Area:
    area = session.exec(select(Area).where(Area.id == area_id).with_for_update()).first()
    if area is None:
        raise AreaUnfit("there is no such area")
    return area


def _read_name(typed: str) -> str:
    try:
        name = " ".join(clean(typed).split())
    except TextUnreadable:
        name = ""
    if not name or len(name) > LONGEST_NAME:
        raise AreaUnfit("a name is empty, too long or unreadable")
    return name


def _draw_id(session: Session, above: AreaNode) -> AreaId:
    """Return an id that was never used: official codes are none, because they were."""
    while True:
        drawn = AreaId(f"{above.id}-{''.join(secrets.choice(ALPHABET) for _ in range(_ID_LENGTH))}")
        if session.get(Area, drawn) is None:
            return drawn
