"""Who is sent the warnings of an area. A chief enters them, the worker alone reads where they are reached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from sqlmodel import Session, col, delete, func, select

from crypto.contexts import Context, Label, bind
from crypto.errors import Unopenable
from crypto.keys import Seed
from crypto.sealing import open_sealed, seal
from crypto.tokens import Token
from intake.areas.tables import AreaId
from intake.areas.tree import AreaNode, AreaTree
from intake.channels.warnings.contact import ContactForm, ContactKind, cover
from intake.submission import WorkerKey
from triage.ground.errors import MoveRefused, TipUnavailable
from triage.ground.ids import new_id
from triage.journal.append import Entry, append
from triage.journal.events import JournalEvent
from triage.offices.accounts.sessions import SignedIn
from triage.offices.posts.holdings import list_led
from triage.warnings.outbox import drop_messages
from triage.warnings.tables import WarningContact, WarningMessage

MOST_CONTACTS = 200
"""In all areas of one chief: each is a message to pay for."""


@dataclass(frozen=True, slots=True)
class ContactAddress:
    """Where a contact is reached: an e-mail address, or a number with its gateway."""

    kind: ContactKind
    where: str = field(repr=False)
    partner: str = ""
    stop_token: str = field(default="", repr=False)
    """Stands in each e-mail, as the link with which no more are sent."""

    def to_bytes(self) -> bytes:
        """Return the form that is sealed."""
        return json.dumps([self.kind, self.where, self.partner, self.stop_token]).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read what :meth:`to_bytes` wrote."""
        kind, *rest = json.loads(raw)
        return cls(ContactKind(kind), *rest)


@dataclass(frozen=True, slots=True)
class Reach:
    """What it takes to reach a contact: the worker's key, and for a number its gateway."""

    worker: WorkerKey
    partner: str = ""


def list_chiefs_areas(session: Session, officer_id: str, tree: AreaTree) -> list[AreaNode]:
    """Return the areas whose contacts are this chief's: the commune and all under it. Raises TipUnavailable."""
    led = list_led(session, officer_id)
    communes = [tree.get(AreaId(post.area_id)) for post in led if post.area_id in tree.nodes and post.area_id]
    if not communes:
        raise TipUnavailable
    return [node for commune in communes for node in (commune, *tree.with_box_under(commune.id))]


def add_contact(
    session: Session,
    chief: SignedIn,
    form: ContactForm,
    *,
    reach: Reach,
    areas: Sequence[AreaNode],
    at: datetime,
) -> None:
    """Keep a contact of one of the chief's ``areas``. Raises MoveRefused for another's, or where there are enough."""
    mine = {node.id for node in areas}
    count = select(func.count()).select_from(WarningContact).where(col(WarningContact.area_id).in_(mine))
    if form.area not in mine or session.exec(count).one() >= MOST_CONTACTS:
        raise MoveRefused
    contact_id, token, worker = new_id(), Token.generate(), reach.worker
    address = ContactAddress(form.kind, form.where, reach.partner, token.reveal())
    session.add(
        WarningContact(
            id=contact_id,
            area_id=form.area,
            group=form.group,
            name=form.name,
            kind=form.kind,
            shown=cover(form.kind, form.where),
            month=worker.month,
            sealed=seal(address.to_bytes(), to=worker.public_key, context=_context(contact_id, form.area)),
            stop_digest=token.digest,
            agreed_with=chief.id,
            made_at=at,
        )
    )
    _note(session, "added", form.kind, officer_id=chief.id, at=at)


def open_contact(row: WarningContact, *, seed: Seed) -> ContactAddress:
    """Return the address; for the worker alone. Raises crypto.errors.Unopenable."""
    try:
        return ContactAddress.from_bytes(open_sealed(row.sealed, seed=seed, context=_context(row.id, row.area_id)))
    except ValueError as error:
        raise Unopenable from error


def list_contacts(session: Session, areas: Sequence[AreaNode]) -> list[WarningContact]:
    """Return the contacts of the areas, by area and name."""
    query = select(WarningContact).where(col(WarningContact.area_id).in_([node.id for node in areas]))
    return list(session.exec(query.order_by(col(WarningContact.area_id), col(WarningContact.name))))


def delete_contact(
    session: Session, chief: SignedIn, contact_id: str, *, areas: Sequence[AreaNode], at: datetime
) -> None:
    """Forget a contact, and what is on its way there. Raises TipUnavailable, alike for another's and for none."""
    # Looked for among the chief's own: what is no id of ours need not trouble the database.
    mine = {row.id for row in list_contacts(session, areas)}
    row = session.get(WarningContact, contact_id, with_for_update=True) if contact_id in mine else None
    if row is None:
        raise TipUnavailable
    drop_messages(session, row.id, at=at)
    session.exec(delete(WarningMessage).where(col(WarningMessage.contact_id) == row.id))
    session.delete(row)
    _note(session, "deleted", row.kind, officer_id=chief.id, at=at)


def find_by_token(session: Session, token: Token) -> WarningContact | None:
    """Return whose link this is, if any."""
    return session.exec(select(WarningContact).where(WarningContact.stop_digest == token.digest)).first()


def stop_contact(session: Session, row: WarningContact, *, at: datetime) -> None:
    """Send no more there, and forget the address. A second time changes nothing."""
    if row.stopped_at is None:
        row.stopped_at, row.sealed, row.shown = at, b"", ""
        session.add(row)
        drop_messages(session, row.id, at=at)
        _note(session, "stopped", row.kind, officer_id=None, at=at)


def _note(session: Session, what: str, kind: str, *, officer_id: str | None, at: datetime) -> None:
    entry = Entry(JournalEvent.CONTACTS_CHANGED, officer_id=officer_id, remark=f"{what}:{kind}")
    append(session, entry, at=at)


def _context(contact_id: str, area_id: str) -> Context:
    return bind(Label.WARNING_CONTACT, contact_id, area_id)
