"""Changing a locality's areas: adding, naming, closing. None is moved: its tips would go elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from intake.areas.boxes import ALPHABET, open_box
from intake.areas.kinds import RESIDENTIAL_KINDS, AreaKind
from intake.areas.tables import Area, AreaId, AreaName
from intake.areas.tree import load_tree
from intake.errors import AreaUnfit
from intake.text import TextUnreadable, clean

LONGEST_NAME = 80
_ID_LENGTH = 6


@dataclass(frozen=True, slots=True)
class NewArea:
    """An area to be added."""

    kind: str
    name: str
    parent_id: str
    """The commune, or an area in it."""


def add_area(session: Session, new: NewArea, *, at: datetime) -> AreaId:
    """Add a residential area with a box of its own, and return its id. Raises AreaUnfit.

    It has no post until the commune's chief makes one; until then its tips go to the nearest post above.
    """
    tree, name = load_tree(session), _read_name(new.name)
    commune = tree.find_commune(AreaId(new.parent_id)) if new.parent_id in tree.nodes else None
    if commune is None or new.kind not in RESIDENTIAL_KINDS:
        raise AreaUnfit("an area is added in a commune, and is of a residential kind")
    if any(node.name == name and node.kind == new.kind for node in tree.children.get(AreaId(new.parent_id), ())):
        raise AreaUnfit("there is one of that name already")
    area_id = _draw_id(session, commune.id)
    session.add(Area(id=area_id, parent_id=new.parent_id, kind=AreaKind(new.kind), name=name, valid_from=at.date()))
    session.flush()
    session.add(AreaName(area_id=area_id, name=name, valid_from=at.date()))
    open_box(session, area_id, at=at)
    return area_id


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
    """Let nobody choose the area any more. Its name, its box and its post stay, for old posters. Raises AreaUnfit."""
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


def _draw_id(session: Session, commune_id: AreaId) -> AreaId:
    """Return an id that was never used: official codes are none, because they were."""
    while True:
        drawn = AreaId(f"{commune_id}-{''.join(secrets.choice(ALPHABET) for _ in range(_ID_LENGTH))}")
        if session.get(Area, drawn) is None:
            return drawn
