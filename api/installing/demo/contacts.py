"""Two groups that asked to be sent the demo's warnings. Their numbers are unassigned, and nothing leaves the demo."""

from datetime import datetime, timedelta

from sqlmodel import Session

from api.ground.worker_key import find_worker_key
from api.process import Ground
from intake.areas.tree import AreaTree
from intake.channels.warnings.contact import ContactForm, ContactKind, GroupKind
from triage.offices.accounts.sessions import SignedIn
from triage.warnings.contacts import Reach, add_contact, list_chiefs_areas

_COMMUNE = "08944"
_PARTNER = "demo-standard"
# Before the first warning was published.
_AGO = timedelta(hours=72)
_CONTACTS = (
    ("08944-r11", GroupKind.HOUSEHOLDS, "Tổ tự quản số 3", "+84912000201"),
    (_COMMUNE, GroupKind.SCHOOL, "Trường tiểu học Bình Tuyền", "+84912000202"),
)


def play_contacts(ground: Ground, tree: AreaTree, chief: SignedIn, *, now: datetime) -> None:
    """Let the chief enter them."""
    with ground.database.writing() as session:
        for area, group, name, number in _CONTACTS:
            form = ContactForm(area=area, group=group, name=name, kind=ContactKind.SMS, where=number, agreed="1")
            _enter(session, ground, tree, chief, form, now=now)
        session.commit()


def _enter(
    session: Session, ground: Ground, tree: AreaTree, chief: SignedIn, form: ContactForm, *, now: datetime
) -> None:
    reach = Reach(find_worker_key(ground.keys, now), _PARTNER)
    areas = list_chiefs_areas(session, chief.id, tree)
    add_contact(session, chief, form, reach=reach, areas=areas, at=now - _AGO)
