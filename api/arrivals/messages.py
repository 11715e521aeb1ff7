"""From a further message of a resident's to what became of it: read, weighed, stored. The thread's page calls it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from api.arrivals.flood_gate import Arriving, Sender, Way
from api.arrivals.web import MustAsk, MustWait, WebTaker
from crypto.receipts import Receipt
from intake.channels.web.build import seal_contact
from intake.channels.web.form import ContactForm, MessageForm
from intake.reading.read import Reading
from triage.channels.threads.accuse import mark_about_police
from triage.channels.threads.open import open_thread
from triage.channels.threads.spoken import is_spoken
from triage.channels.threads.write import add_contact, add_to_thread
from triage.ground.errors import ThreadUnknown
from triage.tips.record.register import INSPECTORATE_REGISTER


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a resident typed it."""

    message: MessageForm = field(repr=False)
    receipt: Receipt
    reading: Reading
    """What the reader found in it."""


def weigh_message(taker: WebTaker, sender: Sender, receipt: Receipt, *, is_danger: bool) -> None:
    """Let a message pass the gate. Raises MustWait where the thread or its sender has sent very much.

    Danger has the allowance of forms about danger, and waits for no other.
    """
    gate = taker.gate
    if is_danger:
        verdict = gate.weigh(Arriving(sender, "", receipt, is_danger=True))
        seconds = verdict.wait_seconds if verdict.way is Way.WAIT else 0
    else:
        seconds = gate.weigh_request(sender) or gate.weigh_addition(receipt)
    if seconds:
        raise MustWait(seconds)


def add_message(taker: WebTaker, said: Said, *, at: datetime) -> None:
    """Add the message; when this returns, it is on disk. Danger in it puts the tip before all others.

    Raises MustAsk, ThreadUnknown, ThreadEnded, WordsExhausted or NoTrustedPost.
    """
    message, receipt, installation = said.message, said.receipt, taker.installation
    with taker.database.writing() as session:
        refuse_spoken(session, receipt)
        if message.about_police:
            tree = taker.localities.get(taker.database).tree
            mark_about_police(session, receipt, tree=tree, installation=installation, at=at)
        elif said.reading.about_police and not message.asked and not _is_inspectorates(session, taker, receipt):
            raise MustAsk(said.reading.calls)
        is_danger = said.reading.is_danger
        add_to_thread(session, receipt, message.text, installation=installation, is_danger=is_danger, at=at)
        session.commit()


def leave_contact(taker: WebTaker, receipt: Receipt, contact: ContactForm) -> None:
    """Seal a contact that the resident leaves later; when this returns, it is on disk.

    Raises MustWait, ThreadUnknown or ThreadEnded.
    """
    seconds = taker.gate.weigh_addition(receipt)
    if seconds:
        raise MustWait(seconds)
    if taker.policy == "discard" or taker.contacts.is_known(receipt, contact.contact):
        return
    with taker.database.writing() as session:
        refuse_spoken(session, receipt)
        tip = open_thread(session, receipt, keys=taker.installation.keys).tip
        add_contact(session, receipt, seal_contact(contact, tip.id, taker.custody), installation=taker.installation)
        session.commit()
    taker.contacts.remember(receipt, contact.contact)


def refuse_spoken(session: Session, receipt: Receipt) -> None:
    """Raise ThreadUnknown for a receipt that others have heard: it opens nothing."""
    if is_spoken(session, receipt):
        raise ThreadUnknown


def _is_inspectorates(session: Session, taker: WebTaker, receipt: Receipt) -> bool:
    return open_thread(session, receipt, keys=taker.installation.keys).tip.register_name == INSPECTORATE_REGISTER
